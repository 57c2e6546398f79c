import {
  Action,
  defineError,
  defineResource,
  Fails,
  Feature,
  Found,
  InjectStore,
  Input,
  Ref,
  ResourceController,
  type Store,
} from '@keelson/kernel';
import { atMostOne, invariants, migrations } from '@keelson/platform';
import { Module } from '@nestjs/common';
import { Entity } from 'typeorm';
import { Item, migrationFor, mutant, usual } from '../authoring/index.js';
const openAlready = defineError('till_shifts.open_already', 'conflict', 'A shift is open already');
export default mutant({
  name: 'two-open-shifts',
  mistake: 'Whether a shift is open is looked up before one is opened, without a lock.',
  caughtBy: 'sequences/at-most-one',
  build: (broken) => {
    @Entity('tills')
    class Till extends Item {}

    @Entity('till_shifts')
    class Shift extends Item {
      @Ref(() => Till)
      tillId!: string;
    }

    const tills = defineResource({ ...usual, path: 'tills', entity: Till });
    const shifts = defineResource({
      ...usual,
      path: 'till-shifts',
      entity: Shift,
      view: [...usual.view, 'tillId'],
      create: ['name', 'quantity', 'tillId'],
      permissions: { ...usual.permissions, close: 'Close one' },
    });

    @ResourceController(tills)
    class TillsController {}

    @ResourceController(shifts)
    class ShiftsController {
      constructor(
        @InjectStore(Till) private readonly all: Store<Till>,
        @InjectStore(Shift) private readonly rows: Store<Shift>,
      ) {}

      @Fails(openAlready)
      async create(@Input() input: Pick<Shift, 'name' | 'quantity' | 'tillId'>): Promise<Shift> {
        if (!broken) await this.all.lock([input.tillId]);
        if ((await this.rows.count({ tillId: input.tillId, status: 'open' })) > 0)
          throw openAlready({ detail: 'Close it first.' });
        return this.rows.insert({ ...input });
      }

      @Action(shifts, 'close', { from: 'open', to: 'closed' })
      close(@Found() shift: Shift): Shift {
        return shift;
      }
    }

    @Module({
      imports: [
        Feature.declare(
          { resources: [tills, shifts] },
          invariants(atMostOne(Shift, ['tillId'], { where: { status: 'open' } })),
          migrations(migrationFor(tills), migrationFor(shifts)),
        ),
      ],
      controllers: [TillsController, ShiftsController],
    })
    class TillsModule {}
    return TillsModule;
  },
});
