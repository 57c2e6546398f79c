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
  name: 'offset-paging',
  mistake: 'A list written by hand pages by OFFSET: what is added or deleted meanwhile shifts every page.',
  caughtBy: 'semantics/page-lost-rows',
  build: (broken) => {
    @Entity('ribbons')
    class Ribbon extends Item {}

    const ribbons = defineResource({
      ...usual,
      path: 'ribbons',
      entity: Ribbon,
      view: ['id', 'name', 'quantity', 'version'],
      list: { filter: ['quantity'], sort: ['quantity'] },
    });

    @ResourceController(ribbons)
    class RibbonsController {
      constructor(
        private readonly database: Database,
        private readonly reader: ResourceReader,
      ) {}

      list(@Params() query: ListQuery): Promise<unknown> {
        if (!broken) return this.reader.list(ribbons, query);
        return listByHand(this.database, query, { table: 'ribbons', offset: true });
      }
    }

    @Module({
      imports: [Feature.declare({ resources: [ribbons] }, migrations(migrationFor(ribbons)))],
      controllers: [RibbonsController],
    })
    class RibbonsModule {}
    return RibbonsModule;
  },
});
