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
  name: 'lte-as-lt',
  mistake: 'A list written by hand takes "at most" for "less than".',
  caughtBy: 'semantics/filter-differs',
  build: (broken) => {
    @Entity('garlands')
    class Garland extends Item {}

    const garlands = defineResource({
      ...usual,
      path: 'garlands',
      entity: Garland,
      view: ['id', 'name', 'quantity', 'version'],
      list: { filter: ['quantity'], sort: ['quantity'] },
    });

    @ResourceController(garlands)
    class GarlandsController {
      constructor(
        private readonly database: Database,
        private readonly reader: ResourceReader,
      ) {}

      list(@Params() query: ListQuery): Promise<unknown> {
        if (!broken) return this.reader.list(garlands, query);
        return listByHand(this.database, query, { table: 'garlands', lte: '<' });
      }
    }

    @Module({
      imports: [Feature.declare({ resources: [garlands] }, migrations(migrationFor(garlands)))],
      controllers: [GarlandsController],
    })
    class GarlandsModule {}
    return GarlandsModule;
  },
});
