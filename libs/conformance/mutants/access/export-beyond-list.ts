import {
  currentCaller,
  currentExchange,
  defineResource,
  everything,
  Feature,
  ResourceController,
  ResourceReader,
  where,
} from '@keelson/kernel';
import { migrations } from '@keelson/platform';
import { Module } from '@nestjs/common';
import { Entity } from 'typeorm';
import { Item, migrationFor, mutant, usual } from '../authoring/index.js';

export default mutant({
  name: 'export-beyond-list',
  mistake: 'Who sees which rows is said in a list of one’s own, which an export does not pass.',
  caughtBy: 'access/export-beyond-list',
  build: (broken) => {
    @Entity('keepsakes')
    class Keepsake extends Item {}

    const keepsakes = defineResource({
      ...usual,
      path: 'keepsakes',
      entity: Keepsake,
      visible: ({ caller }) =>
        broken || caller.can('keepsakes:create') ? everything : where({ status: 'closed' }),
      export: true,
      permissions: { ...usual.permissions, export: 'Export them' },
    });

    @ResourceController(keepsakes)
    class KeepsakesController {
      constructor(private readonly reader: ResourceReader) {}

      async list(): Promise<object> {
        const { request, reply } = currentExchange();
        const page = (await this.reader.list(keepsakes, request, reply)) as { data: Keepsake[] };
        if (!broken || currentCaller().can('keepsakes:create')) return page;
        return { ...page, data: page.data.filter(({ status }) => status === 'closed') };
      }
    }

    @Module({
      imports: [Feature.declare({ resources: [keepsakes] }, migrations(migrationFor(keepsakes)))],
      controllers: [KeepsakesController],
    })
    class KeepsakesModule {}
    return KeepsakesModule;
  },
});
