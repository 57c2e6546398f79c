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
import { Controller, Get, Header, Module } from '@nestjs/common';
import { Entity } from 'typeorm';
import { described, Item, migrationFor, mutant, usual } from '../authoring/index.js';

export default mutant({
  name: 'export-without-row-rule',
  mistake: 'A CSV export holds the rows that the caller may not see.',
  caughtBy: 'access/hidden-row-read',
  build: (broken) => {
    @Entity('donations')
    class Donation extends Item {}

    const donations = defineResource({
      ...usual,
      path: 'donations',
      entity: Donation,
      visible: ({ caller }) => (caller.can('donations:create') ? everything : where({ status: 'closed' })),
    });

    @ResourceController(donations)
    class DonationsController {}

    @Controller('v1/donation-exports')
    class DonationExportsController {
      constructor(@InjectStore(Donation) private readonly store: Store<Donation>) {}

      @Get()
      @Allow('donations:read')
      @Header('Content-Type', 'text/csv; charset=utf-8')
      @described('export-donations', { type: 'string', maxLength: 20_000 }, { media: 'text/csv' })
      async export(): Promise<string> {
        const find = () => this.store.find({}, { limit: 100 });
        const rows = broken ? await asOrganization(currentOrganizationId(), find) : await find();
        const lines = rows.map(({ name, quantity }) => `${JSON.stringify(name)},${quantity}\r\n`);
        return ['name,quantity\r\n', ...lines].join('');
      }
    }

    @Module({
      imports: [Feature.declare({ resources: [donations] }, migrations(migrationFor(donations)))],
      controllers: [DonationsController, DonationExportsController],
    })
    class DonationsModule {}
    return DonationsModule;
  },
});
