import { defineResource, Feature, ResourceController } from '@keelson/kernel';
import { migrations } from '@keelson/platform';
import { Module, type ModuleMetadata, type Type } from '@nestjs/common';
import { Entity } from 'typeorm';
import { Item, migrationFor, refused, usual, type RefusedMutant } from '../authoring/index.js';

/** What is refused when the tables are compared with the entities. */
export const refusedTables: readonly RefusedMutant[] = [
  refused({
    name: 'forgotten-migration',
    mistake: 'A table has its migration, which stands in no list.',
    message: /There is no table for Rudder \("rudders"\)/,
    build: (broken) => {
      @Entity('rudders')
      class Rudder extends Item {}

      const rudders = defineResource({
        ...usual,
        path: 'rudders',
        entity: Rudder,
      });

      @ResourceController(rudders)
      class RuddersController {}

      return moduleOf({
        imports: [
          Feature.declare({ resources: [rudders] }, migrations(...(broken ? [] : [migrationFor(rudders)]))),
        ],
        controllers: [RuddersController],
      });
    },
  }),
  refused({
    name: 'forgotten-column',
    mistake: 'A field was added to the entity, and no migration adds its column.',
    message: /"anchors" has no column for Anchor\.quantity \(quantity: column\.integer\(\)\)/,
    build: (broken) => {
      @Entity('anchors')
      class Anchor extends Item {}

      const anchors = defineResource({
        ...usual,
        path: 'anchors',
        entity: Anchor,
      });

      @ResourceController(anchors)
      class AnchorsController {}

      const lacking = broken ? ['quantity'] : [];
      return moduleOf({
        imports: [Feature.declare({ resources: [anchors] }, migrations(migrationFor(anchors, { lacking })))],
        controllers: [AnchorsController],
      });
    },
  }),
];

function moduleOf(metadata: ModuleMetadata): Type {
  @Module(metadata)
  class TablesModule {}
  return TablesModule;
}
