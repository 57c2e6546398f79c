import {
  defineError,
  defineResource,
  Fails,
  Feature,
  InjectStore,
  Input,
  Ref,
  ResourceController,
  type Store,
} from '@keelson/kernel';
import { migrations } from '@keelson/platform';
import { Module } from '@nestjs/common';
import { Entity } from 'typeorm';
import { Item, migrationFor, mutant, usual } from '../authoring/index.js';
const seatTaken = defineError('seatings.seat_taken', 'conflict', 'The seat is taken');
export default mutant({
  name: 'one-seat-twice',
  mistake:
    'Whether a seat is taken is looked up before it is taken, without a lock, and nothing is declared: two at a time both get it.',
  caughtBy: 'sequences/race',
  build: (broken) => {
    @Entity('seats')
    class Seat extends Item {}

    @Entity('seatings')
    class Seating extends Item {
      @Ref(() => Seat)
      seatId!: string;
    }

    const seats = defineResource({ ...usual, path: 'seats', entity: Seat });
    const seatings = defineResource({
      ...usual,
      path: 'seatings',
      entity: Seating,
      view: [...usual.view, 'seatId'],
      create: ['name', 'quantity', 'seatId'],
    });

    @ResourceController(seats)
    class SeatsController {}

    @ResourceController(seatings)
    class SeatingsController {
      constructor(
        @InjectStore(Seat) private readonly all: Store<Seat>,
        @InjectStore(Seating) private readonly rows: Store<Seating>,
      ) {}

      @Fails(seatTaken)
      async create(@Input() input: Pick<Seating, 'name' | 'quantity' | 'seatId'>): Promise<Seating> {
        if (!broken) await this.all.lock([input.seatId]);
        if ((await this.rows.count({ seatId: input.seatId })) > 0)
          throw seatTaken({ detail: 'Choose another.' });
        return this.rows.insert({ ...input });
      }
    }

    @Module({
      imports: [
        Feature.declare(
          { resources: [seats, seatings] },
          migrations(migrationFor(seats), migrationFor(seatings)),
        ),
      ],
      controllers: [SeatsController, SeatingsController],
    })
    class SeatsModule {}
    return SeatsModule;
  },
});
