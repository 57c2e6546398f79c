import {
  currentOrganizationId,
  defineResource,
  Feature,
  InjectStore,
  Input,
  Integer,
  PickFields,
  ResourceController,
  type Store,
} from '@keelson/kernel';
import { Database, migrations } from '@keelson/platform';
import { Module } from '@nestjs/common';
import { Entity } from 'typeorm';
import { Item, migrationFor, mutant, usual } from '../authoring/index.js';

export default mutant({
  name: 'number-by-maximum',
  mistake: 'The next number is one more than the greatest, which no index gives: each new row reads all.',
  caughtBy: 'budgets/aggregate',
  build: (broken) => {
    @Entity('waybills')
    class Waybill extends Item {
      @Integer({ max: 1_000_000_000, example: 7 })
      number!: number;
    }

    class NewWaybill extends PickFields(Waybill, ['name', 'quantity', 'remark']) {}

    const waybills = defineResource({
      ...usual,
      path: 'waybills',
      entity: Waybill,
      view: [...usual.view, 'number'],
      create: NewWaybill,
      list: { filter: [], sort: broken ? ['createdAt'] : ['createdAt', 'number'] },
    });

    @ResourceController(waybills)
    class WaybillsController {
      constructor(
        @InjectStore(Waybill) private readonly store: Store<Waybill>,
        private readonly database: Database,
      ) {}

      async create(@Input() input: NewWaybill): Promise<Waybill> {
        const [row] = await this.database.read<{ readonly greatest: string | number | null }>(
          'SELECT MAX(number) AS greatest FROM waybills WHERE organization_id = ?',
          [currentOrganizationId()],
        );
        return this.store.insert({ ...input, number: Number(row?.greatest ?? 0) + 1 });
      }
    }

    @Module({
      imports: [Feature.declare({ resources: [waybills] }, migrations(migrationFor(waybills)))],
      controllers: [WaybillsController],
    })
    class WaybillsModule {}
    return WaybillsModule;
  },
});
