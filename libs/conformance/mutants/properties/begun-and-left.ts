import {
  Action,
  defineEvent,
  defineResource,
  Feature,
  Found,
  Identifier,
  InjectStore,
  ResourceController,
  Subscriber,
  type EventHandler,
  type RecordedEvent,
  type Store,
} from '@keelson/kernel';
import { Database, migrations } from '@keelson/platform';
import { Injectable, Module } from '@nestjs/common';
import { Entity } from 'typeorm';
import { Item, migrationFor, mutant, usual } from '../authoring/index.js';

/** Nobody listens there; the kit answers in its place. */
const exchange = 'http://127.0.0.1:9/pilots';

export default mutant({
  name: 'begun-and-left',
  mistake: 'What has begun is marked before the call; the next attempt passes by what is marked.',
  caughtBy: 'properties/half-done',
  build: (broken) => {
    @Entity('pilots')
    class Pilot extends Item {}

    class ClosedPilot {
      @Identifier()
      id!: string;
    }
    const PilotClosed = defineEvent('pilot.closed', ClosedPilot);

    @Subscriber('pilots.tell', { to: PilotClosed, effects: 'outside' })
    @Injectable()
    class Tell implements EventHandler<ClosedPilot> {
      constructor(
        @InjectStore(Pilot) private readonly store: Store<Pilot>,
        private readonly database: Database,
      ) {}

      async handle({ id, payload }: RecordedEvent<ClosedPilot>): Promise<void> {
        const isMine = await this.mark(payload.id, null, 'begun');
        if (!isMine && broken) return;
        await fetch(exchange, {
          method: 'POST',
          headers: { 'idempotency-key': id },
          body: JSON.stringify({ closed: payload.id }),
          signal: AbortSignal.timeout(2_000),
        });
        await this.mark(payload.id, 'begun', 'told');
      }

      /** Whether the row was as expected. */
      private mark(id: string, from: string | null, to: string): Promise<boolean> {
        return this.database.transaction(async () => {
          const [row] = await this.store.lock([id]);
          if (!row || (from === null ? row.remark === 'begun' : row.remark !== from)) return false;
          row.remark = to;
          await this.store.save(row);
          return true;
        });
      }
    }

    const pilots = defineResource({
      ...usual,
      path: 'pilots',
      entity: Pilot,
      permissions: { ...usual.permissions, close: 'Close one' },
    });

    @ResourceController(pilots)
    class PilotsController {
      @Action(pilots, 'close', { from: 'open', to: 'closed', emits: PilotClosed })
      close(@Found() row: Pilot): Pilot {
        return row;
      }
    }

    @Module({
      imports: [
        Feature.declare({ resources: [pilots], events: [PilotClosed] }, migrations(migrationFor(pilots))),
      ],
      controllers: [PilotsController],
      providers: [Tell],
    })
    class PilotsModule {}
    return PilotsModule;
  },
});
