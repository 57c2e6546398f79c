import {
  acrossOrganizations,
  Allow,
  asOrganization,
  currentOrganizationId,
  defineResource,
  Feature,
  InjectStore,
  Public,
  ResourceController,
  type Store,
} from '@keelson/kernel';
import { migrations } from '@keelson/platform';
import { Controller, Get, Module } from '@nestjs/common';
import { Entity } from 'typeorm';
import { described, exactly, Item, listOf, migrationFor, mutant, text, usual } from '../authoring/index.js';

export default mutant({
  name: 'public-by-accident',
  mistake:
    'A list that the website was once to show is still open to everyone, with the rows of all organizations.',
  caughtBy: 'access/foreign-row-shown',
  build: (broken) => {
    @Entity('vehicles')
    class Vehicle extends Item {}

    const vehicles = defineResource({
      ...usual,
      path: 'vehicles',
      entity: Vehicle,
    });

    @ResourceController(vehicles)
    class VehiclesController {}

    @Controller('v1/vehicle-overviews')
    class VehicleOverviewsController {
      constructor(@InjectStore(Vehicle) private readonly store: Store<Vehicle>) {}

      @Get()
      @(broken ? Public('the website shows what we have') : Allow('vehicles:read'))
      @described('read-vehicle-overview', listOf(exactly({ name: text })))
      async list(): Promise<{ data: { name: string }[] }> {
        const find = () => this.store.find({ status: 'open' }, { limit: 100 });
        const rows = broken
          ? await acrossOrganizations('shows the fleet on the website', find)
          : await asOrganization(currentOrganizationId(), find);
        return { data: rows.map(({ name }) => ({ name })) };
      }
    }

    @Module({
      imports: [Feature.declare({ resources: [vehicles] }, migrations(migrationFor(vehicles)))],
      controllers: [VehiclesController, VehicleOverviewsController],
    })
    class VehiclesModule {}
    return VehiclesModule;
  },
});
