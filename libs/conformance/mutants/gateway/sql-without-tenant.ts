import { Allow, currentOrganizationId, defineResource, Feature, ResourceController } from '@keelson/kernel';
import { Database, migrations } from '@keelson/platform';
import { Controller, Get, Module } from '@nestjs/common';
import { Entity } from 'typeorm';
import { described, exactly, Item, migrationFor, mutant, usual, whole } from '../authoring/index.js';

export default mutant({
  name: 'sql-without-tenant',
  mistake: 'A total is summed by SQL of its own, which forgets whose rows it sums.',
  caughtBy: 'gateway/statement-refused',
  build: (broken) => {
    @Entity('parcels')
    class Parcel extends Item {}

    const parcels = defineResource({
      ...usual,
      path: 'parcels',
      entity: Parcel,
    });

    @ResourceController(parcels)
    class ParcelsController {}

    @Controller('v1/parcel-totals')
    class ParcelTotalsController {
      constructor(private readonly database: Database) {}

      @Get()
      @Allow('parcels:read')
      @described('read-parcel-totals', exactly({ total: whole }))
      async total(): Promise<{ total: number }> {
        const [row] = broken
          ? await this.database.read<{ total: unknown }>('SELECT SUM(quantity) AS total FROM parcels')
          : await this.database.read<{ total: unknown }>(
              'SELECT SUM(quantity) AS total FROM parcels WHERE organization_id = ?',
              [currentOrganizationId()],
            );
        return { total: Number(row?.total ?? 0) };
      }
    }

    @Module({
      imports: [Feature.declare({ resources: [parcels] }, migrations(migrationFor(parcels)))],
      controllers: [ParcelsController, ParcelTotalsController],
    })
    class ParcelsModule {}
    return ParcelsModule;
  },
});
