import {
  currentCaller,
  defineResource,
  everything,
  Feature,
  ListQuery,
  Params,
  ResourceController,
  ResourceReader,
  RowsOutcome,
  where,
} from '@keelson/kernel';
import { Module } from '@nestjs/common';
import { migrations } from '@keelson/platform';
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

      async list(@Params() query: ListQuery): Promise<object> {
        const { page, partial } = await this.reader.list(keepsakes, query);
        if (!broken || currentCaller().can('keepsakes:create')) return new RowsOutcome(page, partial);
        const data = page.data.filter(({ status }) => status === 'closed');
        return new RowsOutcome({ ...page, data }, partial);
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
