import {
  defineError,
  defineResource,
  Fails,
  Feature,
  InjectStore,
  Input,
  Instant,
  Ref,
  ResourceController,
  type Store,
} from '@keelson/kernel';
import { invariants, migrations, noOverlap } from '@keelson/platform';
import { Module } from '@nestjs/common';
import { Entity } from 'typeorm';
import { Item, migrationFor, mutant, usual } from '../authoring/index.js';
const cabinTaken = defineError('sojourns.cabin_taken', 'conflict', 'The cabin is taken');
const endsBeforeItBegins = defineError('sojourns.no_time', 'unprocessable', 'The stay ends before it begins');
export default mutant({
  name: 'overlap-without-a-lock',
  mistake: 'Stays that overlap are looked for before one more is written, without a lock on the cabin.',
  caughtBy: 'sequences/no-overlap',
  build: (broken) => {
    @Entity('chalets')
    class Cabin extends Item {}

    @Entity('sojourns')
    class Stay extends Item {
      @Ref(() => Cabin)
      cabinId!: string;

      @Instant({ example: '2031-05-01T09:00:00.000Z' })
      startsAt!: Date;

      @Instant({ example: '2031-05-02T09:00:00.000Z' })
      endsAt!: Date;
    }

    const cabins = defineResource({ ...usual, path: 'chalets', entity: Cabin });
    const stays = defineResource({
      ...usual,
      path: 'sojourns',
      entity: Stay,
      view: [...usual.view, 'cabinId', 'startsAt', 'endsAt'],
      create: ['name', 'quantity', 'cabinId', 'startsAt', 'endsAt'],
    });

    @ResourceController(cabins)
    class CabinsController {}

    @ResourceController(stays)
    class StaysController {
      constructor(
        @InjectStore(Cabin) private readonly all: Store<Cabin>,
        @InjectStore(Stay) private readonly rows: Store<Stay>,
      ) {}

      @Fails(cabinTaken, endsBeforeItBegins)
      async create(
        @Input() input: Pick<Stay, 'name' | 'quantity' | 'cabinId' | 'startsAt' | 'endsAt'>,
      ): Promise<Stay> {
        const { cabinId, startsAt, endsAt } = input;
        if (endsAt <= startsAt) throw endsBeforeItBegins({ detail: 'Give it some time.' });
        if (!broken) await this.all.lock([cabinId]);
        const others = await this.rows.find({ cabinId }, { limit: 100 });
        if (others.some((one) => one.startsAt < endsAt && startsAt < one.endsAt))
          throw cabinTaken({ detail: 'Choose another time.' });
        return this.rows.insert({ ...input });
      }
    }

    @Module({
      imports: [
        Feature.declare(
          { resources: [cabins, stays] },
          invariants(noOverlap(Stay, ['cabinId'], 'startsAt', 'endsAt')),
          migrations(migrationFor(cabins), migrationFor(stays)),
        ),
      ],
      controllers: [CabinsController, StaysController],
    })
    class ReservedCabinsModule {}
    return ReservedCabinsModule;
  },
});
