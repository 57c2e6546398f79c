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
const exchange = 'http://127.0.0.1:9/pagers';

export default mutant({
  name: 'new-key-at-each-try',
  mistake:
    'Each attempt gives the other system a new key, so a call that was lost on its way back counts twice.',
  caughtBy: 'properties/effect-repeated',
  build: (broken) => {
    @Entity('pagers')
    class Pager extends Item {}

    class ClosedPager {
      @Identifier()
      id!: string;
    }
    const PagerClosed = defineEvent('pager.closed', ClosedPager);

    @Subscriber('pagers.tell', { to: PagerClosed, effects: 'outside' })
    @Injectable()
    class Tell implements EventHandler<ClosedPager> {
      constructor(
        @InjectStore(Pager) private readonly store: Store<Pager>,
        private readonly database: Database,
      ) {}

      async handle({ id, payload }: RecordedEvent<ClosedPager>): Promise<void> {
        await fetch(exchange, {
          method: 'POST',
          headers: { 'idempotency-key': broken ? crypto.randomUUID() : id },
          body: JSON.stringify({ closed: payload.id }),
          signal: AbortSignal.timeout(2_000),
        });
        await this.database.transaction(async () => {
          const [row] = await this.store.lock([payload.id]);
          if (!row) return;
          row.remark = 'The other system knows';
          await this.store.save(row);
        });
      }
    }

    const pagers = defineResource({
      ...usual,
      path: 'pagers',
      entity: Pager,
      permissions: { ...usual.permissions, close: 'Close one' },
    });

    @ResourceController(pagers)
    class PagersController {
      @Action(pagers, 'close', { from: 'open', to: 'closed', emits: PagerClosed })
      close(@Found() row: Pager): Pager {
        return row;
      }
    }

    @Module({
      imports: [
        Feature.declare({ resources: [pagers], events: [PagerClosed] }, migrations(migrationFor(pagers))),
      ],
      controllers: [PagersController],
      providers: [Tell],
    })
    class PagersModule {}
    return PagersModule;
  },
});
