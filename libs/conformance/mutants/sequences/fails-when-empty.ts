import {
  Action,
  defineResource,
  Feature,
  Found,
  InjectStore,
  ResourceController,
  type Store,
} from '@keelson/kernel';
import { migrations } from '@keelson/platform';
import { Module } from '@nestjs/common';
import { Entity } from 'typeorm';
import { Item, migrationFor, mutant, usual } from '../authoring/index.js';

export default mutant({
  name: 'fails-when-empty',
  mistake: 'An average is taken of the rows that are open, and there may be none: the answer is 500.',
  caughtBy: 'sequences/server-error',
  build: (broken) => {
    @Entity('readings')
    class MeterReading extends Item {}

    const readings = defineResource({
      ...usual,
      path: 'meter-readings',
      entity: MeterReading,
      permissions: { ...usual.permissions, close: 'Close one' },
    });

    @ResourceController(readings)
    class MeterReadingsController {
      constructor(@InjectStore(MeterReading) private readonly rows: Store<MeterReading>) {}

      @Action(readings, 'close', { to: 'closed' })
      async close(@Found() reading: MeterReading): Promise<MeterReading> {
        const open = await this.rows.find({ status: 'open' }, { limit: 100 });
        const average = open.reduce((sum, { quantity }) => sum + quantity, 0) / open.length;
        if (broken && Number.isNaN(average)) throw new TypeError('There is nothing to take the average of.');
        return Object.assign(reading, { remark: Number.isNaN(average) ? 'none' : 'some' });
      }
    }

    @Module({
      imports: [Feature.declare({ resources: [readings] }, migrations(migrationFor(readings)))],
      controllers: [MeterReadingsController],
    })
    class MeterReadingsModule {}
    return MeterReadingsModule;
  },
});
