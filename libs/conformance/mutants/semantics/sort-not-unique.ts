import {
  defineResource,
  Feature,
  ListQuery,
  Params,
  ResourceController,
  ResourceReader,
} from '@keelson/kernel';
import { Database, migrations } from '@keelson/platform';
import { Module } from '@nestjs/common';
import { Entity } from 'typeorm';
import { Item, listByHand, migrationFor, mutant, usual } from '../authoring/index.js';

export default mutant({
  name: 'sort-not-unique',
  mistake: 'A list written by hand goes on after the last value, and loses the rows that share it.',
  caughtBy: 'semantics/page-lost-rows',
  build: (broken) => {
    @Entity('pennants')
    class Pennant extends Item {}

    const pennants = defineResource({
      ...usual,
      path: 'pennants',
      entity: Pennant,
      view: ['id', 'name', 'quantity', 'version'],
      list: { filter: ['quantity'], sort: ['quantity'] },
    });

    @ResourceController(pennants)
    class PennantsController {
      constructor(
        private readonly database: Database,
        private readonly reader: ResourceReader,
      ) {}

      list(@Params() query: ListQuery): Promise<unknown> {
        if (!broken) return this.reader.list(pennants, query);
        return listByHand(this.database, query, { table: 'pennants', tied: false });
      }
    }

    @Module({
      imports: [Feature.declare({ resources: [pennants] }, migrations(migrationFor(pennants)))],
      controllers: [PennantsController],
    })
    class PennantsModule {}
    return PennantsModule;
  },
});
