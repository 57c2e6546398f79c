import {
  Allow,
  currentOrganizationId,
  defineResource,
  Feature,
  ResourceController,
  validationFailed,
} from '@keelson/kernel';
import { Database, migrations } from '@keelson/platform';
import { Controller, Get, Module, Query } from '@nestjs/common';
import { ApiQuery } from '@nestjs/swagger';
import { Entity } from 'typeorm';
import { described, exactly, Item, listOf, migrationFor, mutant, text, usual } from '../authoring/index.js';

export default mutant({
  name: 'error-text-of-the-database',
  mistake: 'A failure is caught and told with the words of the database.',
  caughtBy: 'contract/internals-told',
  build: (broken) => {
    @Entity('beacons')
    class Beacon extends Item {}

    const beacons = defineResource({
      ...usual,
      path: 'beacons',
      entity: Beacon,
    });

    @ResourceController(beacons)
    class BeaconsController {}

    @Controller('v1/beacon-readings')
    class BeaconReadingsController {
      constructor(private readonly database: Database) {}

      @Get()
      @Allow('beacons:read')
      @ApiQuery({ name: 'doublings', required: false, schema: { type: 'integer', minimum: 0, maximum: 30 } })
      @described('list-beacon-readings', listOf(exactly({ name: text })))
      async read(@Query('doublings') doublings = '0'): Promise<object> {
        if (!broken && !/^([0-9]|[12][0-9]|30)$/.test(doublings))
          throw validationFailed({
            detail: 'Not valid.',
            errors: [{ parameter: 'doublings', detail: 'must be a number from 0 to 30' }],
          });
        try {
          const data = await this.database.read<{ name: string }>(
            `SELECT name FROM beacons WHERE organization_id = ? AND quantity >= POWER(2, CAST(? AS ${this.double()})) ORDER BY id LIMIT 100`,
            [currentOrganizationId(), doublings],
          );
          return { data };
        } catch (error) {
          throw validationFailed({ detail: (error as Error).message });
        }
      }

      private double(): string {
        return this.database.dialect === 'postgres' ? 'DOUBLE PRECISION' : 'DOUBLE';
      }
    }

    @Module({
      imports: [
        Feature.declare(
          { resources: [beacons] },
          migrations(migrationFor(beacons, { more: [['organization_id', 'id']] })),
        ),
      ],
      controllers: [BeaconsController, BeaconReadingsController],
    })
    class BeaconsModule {}
    return BeaconsModule;
  },
});
