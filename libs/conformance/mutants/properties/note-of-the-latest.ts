import {
  Action,
  defineEvent,
  defineResource,
  Feature,
  Found,
  InjectStore,
  Input,
  PickFields,
  ResourceController,
  type Store,
} from '@keelson/kernel';
import { migrations } from '@keelson/platform';
import { Module } from '@nestjs/common';
import { Entity } from 'typeorm';
import { Item, migrationFor, mutant, usual } from '../authoring/index.js';

export default mutant({
  name: 'note-of-the-latest',
  mistake: 'A controller keeps the note of an action in a property until the row is looked at again.',
  caughtBy: 'properties/mixed-write',
  build: (broken) => {
    @Entity('buoys')
    class Buoy extends Item {}

    class Note extends PickFields(Buoy, ['remark']) {}

    const BuoyNoted = defineEvent('buoys.noted', Note);

    const buoys = defineResource({
      ...usual,
      path: 'buoys',
      entity: Buoy,
      permissions: { ...usual.permissions, note: 'Note something' },
    });

    @ResourceController(buoys)
    class BuoysController {
      private remark: string | null = null;

      constructor(@InjectStore(Buoy) private readonly store: Store<Buoy>) {}

      @Action(buoys, 'note', { emits: BuoyNoted })
      async note(@Found() row: Buoy, @Input() { remark }: Note): Promise<Buoy> {
        this.remark = remark;
        await this.store.find({ status: 'open' }, { limit: 1 });
        row.remark = broken ? this.remark : remark;
        return row;
      }
    }

    @Module({
      imports: [
        Feature.declare({ resources: [buoys], events: [BuoyNoted] }, migrations(migrationFor(buoys))),
      ],
      controllers: [BuoysController],
    })
    class BuoysModule {}
    return BuoysModule;
  },
});
