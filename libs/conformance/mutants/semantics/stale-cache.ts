import {
  currentExchange,
  currentOrganizationId,
  defineResource,
  Feature,
  ResourceController,
  ResourceReader,
} from '@keelson/kernel';
import { migrations } from '@keelson/platform';
import { Module } from '@nestjs/common';
import { Entity } from 'typeorm';
import { Item, migrationFor, mutant, usual } from '../authoring/index.js';

export default mutant({
  name: 'stale-cache',
  mistake: 'Rows are kept in memory, and nobody tells the cache when they change.',
  caughtBy: 'semantics/stale-answer',
  build: (broken) => {
    @Entity('notices')
    class Notice extends Item {}

    const notices = defineResource({
      ...usual,
      path: 'notices',
      entity: Notice,
      update: usual.create,
      permissions: { ...usual.permissions, update: 'Change one' },
    });

    @ResourceController(notices)
    class NoticesController {
      private readonly kept = new Map<string, unknown>();

      constructor(private readonly reader: ResourceReader) {}

      async read(): Promise<unknown> {
        const { request, reply } = currentExchange();
        const key = `${currentOrganizationId()} ${request.url}`;
        const known = broken ? this.kept.get(key) : undefined;
        const answer = known ?? (await this.reader.read(notices, request, reply));
        if (broken && answer !== undefined) this.kept.set(key, answer);
        return answer;
      }
    }

    @Module({
      imports: [Feature.declare({ resources: [notices] }, migrations(migrationFor(notices)))],
      controllers: [NoticesController],
    })
    class NoticesModule {}
    return NoticesModule;
  },
});
