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
const exchange = 'http://127.0.0.1:9/tugs';

export default mutant({
  name: 'failure-taken-for-sent',
  mistake: 'A failed call is caught and logged, and the row is marked as if the other system knew.',
  caughtBy: 'properties/effect-lost',
  build: (broken) => {
    @Entity('tugs')
    class Tug extends Item {}

    class ClosedTug {
      @Identifier()
      id!: string;
    }
    const TugClosed = defineEvent('tug.closed', ClosedTug);

    @Subscriber('tugs.tell', { to: TugClosed, effects: 'outside' })
    @Injectable()
    class Tell implements EventHandler<ClosedTug> {
      constructor(
        @InjectStore(Tug) private readonly store: Store<Tug>,
        private readonly database: Database,
      ) {}

      async handle({ id, payload }: RecordedEvent<ClosedTug>): Promise<void> {
        await fetch(exchange, {
          method: 'POST',
          headers: { 'idempotency-key': id },
          body: JSON.stringify({ closed: payload.id }),
          signal: AbortSignal.timeout(2_000),
        }).catch((error: unknown) => {
          if (!broken) throw error;
        });
        await this.database.transaction(async () => {
          const [row] = await this.store.lock([payload.id]);
          if (!row) return;
          row.remark = 'The other system knows';
          await this.store.save(row);
        });
      }
    }

    const tugs = defineResource({
      ...usual,
      path: 'tugs',
      entity: Tug,
      permissions: { ...usual.permissions, close: 'Close one' },
    });

    @ResourceController(tugs)
    class TugsController {
      @Action(tugs, 'close', { from: 'open', to: 'closed', emits: TugClosed })
      close(@Found() row: Tug): Tug {
        return row;
      }
    }

    @Module({
      imports: [Feature.declare({ resources: [tugs], events: [TugClosed] }, migrations(migrationFor(tugs)))],
      controllers: [TugsController],
      providers: [Tell],
    })
    class TugsModule {}
    return TugsModule;
  },
});
