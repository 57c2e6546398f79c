import {
  Allow,
  currentOrganizationId,
  defineResource,
  Feature,
  ResourceController,
  validationFailed,
} from '@keelson/kernel';
import { Database } from '@keelson/platform';
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
      @ApiQuery({ name: 'least', required: false, schema: { type: 'integer', minimum: 0, maximum: 1_000 } })
      @described('list-beacon-readings', listOf(exactly({ name: text })))
      async read(@Query('least') least = '0'): Promise<object> {
        if (!broken && !/^([0-9]{1,3}|1000)$/.test(least))
          throw validationFailed({
            detail: 'Not valid.',
            errors: [{ parameter: 'least', detail: 'must be a number' }],
          });
        try {
          const data = await this.database.read<{ name: string }>(
            `SELECT name FROM beacons WHERE organization_id = ? AND quantity >= CAST(? AS ${this.whole()}) ORDER BY id LIMIT 100`,
            [currentOrganizationId(), least],
          );
          return { data };
        } catch (error) {
          throw validationFailed({ detail: (error as Error).message });
        }
      }

      private whole(): string {
        return this.database.dialect === 'postgres' ? 'INTEGER' : 'SIGNED';
      }
    }

    @Module({
      imports: [
        Feature.declare({
          resources: [beacons],
          migrations: [migrationFor(beacons, { more: [['organization_id', 'id']] })],
        }),
      ],
      controllers: [BeaconsController, BeaconReadingsController],
    })
    class BeaconsModule {}
    return BeaconsModule;
  },
});
