import {
  Action,
  defineError,
  defineResource,
  Feature,
  Found,
  InjectStore,
  ResourceController,
  type Store,
} from '@keelson/kernel';
import { Database, migrations } from '@keelson/platform';
import { Module } from '@nestjs/common';
import { Entity } from 'typeorm';
import { Item, migrationFor, mutant, usual } from '../authoring/index.js';

const cutAlready = defineError('gemstones.cut_already', 'conflict', 'The stone is cut already');

export default mutant({
  name: 'refused-write-recorded',
  mistake:
    'A copy is written, and its event with it, in a transaction that commits before the action is refused.',
  caughtBy: 'semantics/refused-write-recorded',
  build: (broken) => {
    @Entity('gemstones')
    class Gemstone extends Item {}

    const gemstones = defineResource({
      ...usual,
      path: 'gemstones',
      entity: Gemstone,
      permissions: { ...usual.permissions, cut: 'Have a stone cut' },
    });

    @ResourceController(gemstones)
    class GemstonesController {
      constructor(
        private readonly database: Database,
        @InjectStore(Gemstone) private readonly rows: Store<Gemstone>,
      ) {}

      @Action(gemstones, 'cut', { fails: [cutAlready] })
      async cut(@Found() stone: Gemstone): Promise<Gemstone> {
        const write = () => this.rows.insert({ name: `Half of ${stone.id}`, quantity: 1 });
        await (broken ? this.database.separateTransaction(write) : write());
        if (stone.remark === 'cut') throw cutAlready({ detail: 'It can be cut once.' });
        return Object.assign(stone, { remark: 'cut' });
      }
    }

    @Module({
      imports: [Feature.declare({ resources: [gemstones] }, migrations(migrationFor(gemstones)))],
      controllers: [GemstonesController],
    })
    class GemstonesModule {}
    return GemstonesModule;
  },
});
