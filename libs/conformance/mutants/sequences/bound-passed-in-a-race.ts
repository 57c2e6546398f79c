import {
  defineError,
  defineResource,
  Fails,
  Feature,
  InjectStore,
  Input,
  Integer,
  Ref,
  ResourceController,
  type Store,
} from '@keelson/kernel';
import { atMost, invariants, migrations } from '@keelson/platform';
import { Module } from '@nestjs/common';
import { Entity } from 'typeorm';
import { Item, migrationFor, mutant, usual } from '../authoring/index.js';
const usedUp = defineError('ride_passes.used_up', 'conflict', 'The pass is used up');
export default mutant({
  name: 'bound-passed-in-a-race',
  mistake:
    'The uses of a voucher are counted before one more is written, without a lock: two at a time are one too many.',
  caughtBy: 'sequences/at-most',
  build: (broken) => {
    @Entity('ride_passes')
    class Pass extends Item {
      @Integer({ max: 3, example: 1 })
      rides!: number;
    }

    @Entity('rides')
    class Ride extends Item {
      @Ref(() => Pass)
      passId!: string;
    }

    const passes = defineResource({
      ...usual,
      path: 'ride-passes',
      entity: Pass,
      view: [...usual.view, 'rides'],
      create: ['name', 'quantity', 'rides'],
    });
    const rides = defineResource({
      ...usual,
      path: 'rides',
      entity: Ride,
      view: [...usual.view, 'passId'],
      create: ['name', 'quantity', 'passId'],
    });

    @ResourceController(passes)
    class PassesController {}

    @ResourceController(rides)
    class RidesController {
      constructor(
        @InjectStore(Pass) private readonly all: Store<Pass>,
        @InjectStore(Ride) private readonly rows: Store<Ride>,
      ) {}

      @Fails(usedUp)
      async create(@Input() input: Pick<Ride, 'name' | 'quantity' | 'passId'>): Promise<Ride> {
        const [pass] = broken ? [await this.all.get(input.passId)] : await this.all.lock([input.passId]);
        const used = await this.rows.count({ passId: input.passId });
        if (used >= (pass?.rides ?? 0)) throw usedUp({ detail: `It has been used ${used} times.` });
        return this.rows.insert({ ...input });
      }
    }

    @Module({
      imports: [
        Feature.declare(
          { resources: [passes, rides] },
          invariants(atMost(Ride, 'passId', Pass, 'rides')),
          migrations(migrationFor(passes), migrationFor(rides)),
        ),
      ],
      controllers: [PassesController, RidesController],
    })
    class BoundedPassesModule {}
    return BoundedPassesModule;
  },
});
