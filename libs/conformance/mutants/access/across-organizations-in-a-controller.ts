import {
  acrossOrganizations,
  Allow,
  asOrganization,
  currentOrganizationId,
  defineResource,
  Feature,
  InjectStore,
  ResourceController,
  type Store,
} from '@keelson/kernel';
import { migrations } from '@keelson/platform';
import { Controller, Get, Module } from '@nestjs/common';
import { Entity } from 'typeorm';
import { described, exactly, Item, migrationFor, mutant, usual, whole } from '../authoring/index.js';

export default mutant({
  name: 'across-organizations-in-a-controller',
  mistake: 'A refused count was made to work by acrossOrganizations(): it counts the rows of everyone.',
  caughtBy: 'access/foreign-row-counted',
  build: (broken) => {
    @Entity('shifts')
    class Shift extends Item {}

    const shifts = defineResource({
      ...usual,
      path: 'shifts',
      entity: Shift,
    });

    @ResourceController(shifts)
    class ShiftsController {}

    @Controller('v1/shift-counts')
    class ShiftCountsController {
      constructor(@InjectStore(Shift) private readonly store: Store<Shift>) {}

      @Get()
      @Allow('shifts:read')
      @described('count-shifts', exactly({ count: whole }))
      async count(): Promise<{ count: number }> {
        const count = () => this.store.count({});
        return {
          count: broken
            ? await acrossOrganizations('counts shifts', count)
            : await asOrganization(currentOrganizationId(), count),
        };
      }
    }

    @Module({
      imports: [Feature.declare({ resources: [shifts] }, migrations(migrationFor(shifts)))],
      controllers: [ShiftsController, ShiftCountsController],
    })
    class ShiftsModule {}
    return ShiftsModule;
  },
});
