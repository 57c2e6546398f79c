import {
  Allow,
  currentOrganizationId,
  defineResource,
  Feature,
  InjectStore,
  ResourceController,
  type Store,
} from '@keelson/kernel';
import { Database, migrations } from '@keelson/platform';
import { Controller, Get, Module } from '@nestjs/common';
import { Entity } from 'typeorm';
import { described, exactly, Item, listOf, migrationFor, mutant, text, usual } from '../authoring/index.js';

export default mutant({
  name: 'sorted-in-memory',
  mistake: 'All rows are loaded to sort and cut them in memory.',
  caughtBy: 'budgets/examined',
  build: (broken) => {
    @Entity('wampums')
    class Wampum extends Item {}

    const wampums = defineResource({
      ...usual,
      path: 'wampums',
      entity: Wampum,
    });

    @ResourceController(wampums)
    class WampumsController {}

    @Controller('v1/wampum-tops')
    class WampumTopsController {
      constructor(
        @InjectStore(Wampum) private readonly store: Store<Wampum>,
        private readonly database: Database,
      ) {}

      @Get()
      @Allow('wampums:read')
      @described('list-top-wampums', listOf(exactly({ name: text })))
      async read(): Promise<object> {
        if (broken) {
          const rows = await this.store.find({}, { limit: 10_000 });
          const sorted = rows.sort((one, other) => other.quantity - one.quantity).slice(0, 10);
          return { data: sorted.map(({ name }) => ({ name })) };
        }
        const data = await this.database.read<{ name: string }>(
          'SELECT name FROM wampums WHERE organization_id = ? ORDER BY quantity DESC, id DESC LIMIT 10',
          [currentOrganizationId()],
        );
        return { data };
      }
    }

    @Module({
      imports: [
        Feature.declare(
          { resources: [wampums] },
          migrations(migrationFor(wampums, { more: [['organization_id', 'quantity', 'id']] })),
        ),
      ],
      controllers: [WampumsController, WampumTopsController],
    })
    class WampumsModule {}
    return WampumsModule;
  },
});
