import {
  Allow,
  asOrganization,
  currentOrganizationId,
  defineResource,
  everything,
  Feature,
  InjectStore,
  ResourceController,
  where,
  type Store,
} from '@keelson/kernel';
import { migrations } from '@keelson/platform';
import { Controller, Get, Module } from '@nestjs/common';
import { Entity } from 'typeorm';
import { described, exactly, Item, migrationFor, mutant, usual, whole } from '../authoring/index.js';

export default mutant({
  name: 'count-without-row-rule',
  mistake:
    'A count runs as the organization, where no row rule holds, so it counts what the caller may not see.',
  caughtBy: 'access/hidden-row-counted',
  build: (broken) => {
    @Entity('grievances')
    class Grievance extends Item {}

    const grievances = defineResource({
      ...usual,
      path: 'grievances',
      entity: Grievance,
      visible: ({ caller }) => (caller.can('grievances:create') ? everything : where({ status: 'closed' })),
    });

    @ResourceController(grievances)
    class GrievancesController {}

    @Controller('v1/grievance-counts')
    class GrievanceCountsController {
      constructor(@InjectStore(Grievance) private readonly store: Store<Grievance>) {}

      @Get()
      @Allow('grievances:read')
      @described('count-grievances', exactly({ count: whole }))
      async count(): Promise<{ count: number }> {
        const count = () => this.store.count({});
        return { count: broken ? await asOrganization(currentOrganizationId(), count) : await count() };
      }
    }

    @Module({
      imports: [Feature.declare({ resources: [grievances] }, migrations(migrationFor(grievances)))],
      controllers: [GrievancesController, GrievanceCountsController],
    })
    class GrievancesModule {}
    return GrievancesModule;
  },
});
