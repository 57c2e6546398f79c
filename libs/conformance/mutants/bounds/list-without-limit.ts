import { Allow, currentOrganizationId, defineResource, Feature, ResourceController } from '@keelson/kernel';
import { Database, migrations } from '@keelson/platform';
import { Controller, Get, Module } from '@nestjs/common';
import { Entity } from 'typeorm';
import { described, exactly, Item, migrationFor, mutant, text, usual } from '../authoring/index.js';

export default mutant({
  name: 'list-without-limit',
  mistake: 'A list of its own answers all the rows there are.',
  caughtBy: 'bounds/unbounded-read',
  build: (broken) => {
    @Entity('pebbles')
    class Pebble extends Item {}

    const pebbles = defineResource({
      ...usual,
      path: 'pebbles',
      entity: Pebble,
    });

    @ResourceController(pebbles)
    class PebblesController {}

    @Controller('v1/pebble-lists')
    class PebbleListsController {
      constructor(private readonly database: Database) {}

      @Get()
      @Allow('pebbles:read')
      @described(
        'list-all-pebbles',
        exactly({
          data: broken
            ? { type: 'array', items: exactly({ name: text }) }
            : { type: 'array', maxItems: 100, items: exactly({ name: text }) },
        }),
      )
      async read(): Promise<object> {
        const limit = broken ? '' : ' LIMIT 100';
        const data = await this.database.read<{ name: string }>(
          `SELECT name FROM pebbles WHERE organization_id = ? ORDER BY id${limit}`,
          [currentOrganizationId()],
        );
        return { data };
      }
    }

    @Module({
      imports: [
        Feature.declare(
          { resources: [pebbles] },
          migrations(migrationFor(pebbles, { more: [['organization_id', 'id']] })),
        ),
      ],
      controllers: [PebblesController, PebbleListsController],
    })
    class PebblesModule {}
    return PebblesModule;
  },
});
