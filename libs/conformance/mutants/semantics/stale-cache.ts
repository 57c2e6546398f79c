import {
  currentOrganizationId,
  defineResource,
  Feature,
  Id,
  Params,
  ReadQuery,
  ResourceController,
  ResourceReader,
  type ViewOutcome,
} from '@keelson/kernel';
import { Module } from '@nestjs/common';
import { migrations } from '@keelson/platform';
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
      private readonly kept = new Map<string, ViewOutcome>();

      constructor(private readonly reader: ResourceReader) {}

      async read(@Id() id: string, @Params() query: ReadQuery): Promise<ViewOutcome> {
        const key = `${currentOrganizationId()} ${id} ${JSON.stringify(query)}`;
        const known = broken ? this.kept.get(key) : undefined;
        const answer = known ?? (await this.reader.read(notices, id, query));
        if (broken) this.kept.set(key, answer);
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
