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
const polishedAlready = defineError(
  'moonstones.polished_already',
  'conflict',
  'The pebble is polished already',
);
export default mutant({
  name: 'refused-and-written',
  mistake:
    'Of a stone that is cut already a copy is written, in a transaction of its own, before the action is refused.',
  caughtBy: 'sequences/refused-but-written',
  build: (broken) => {
    @Entity('moonstones')
    class Pebble extends Item {}

    const pebbles = defineResource({
      ...usual,
      path: 'moonstones',
      entity: Pebble,
      permissions: { ...usual.permissions, polish: 'Have a pebble polished' },
    });

    @ResourceController(pebbles)
    class PebblesController {
      constructor(
        private readonly database: Database,
        @InjectStore(Pebble) private readonly rows: Store<Pebble>,
      ) {}

      @Action(pebbles, 'polish', { fails: [polishedAlready] })
      async polish(@Found() pebble: Pebble): Promise<Pebble> {
        const write = () => this.rows.insert({ name: 'Dust', quantity: 1 });
        await (broken ? this.database.separateTransaction(write) : write());
        if (pebble.remark === 'polished') throw polishedAlready({ detail: 'It can be polished once.' });
        return Object.assign(pebble, { remark: 'polished' });
      }
    }

    @Module({
      imports: [Feature.declare({ resources: [pebbles] }, migrations(migrationFor(pebbles)))],
      controllers: [PebblesController],
    })
    class KeptPebblesModule {}
    return KeptPebblesModule;
  },
});
