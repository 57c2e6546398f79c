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
import { migrations } from '@keelson/platform';
import { Injectable, Module } from '@nestjs/common';
import { Entity } from 'typeorm';
import { Item, migrationFor, mutant, usual } from '../authoring/index.js';

export default mutant({
  name: 'second-way-unheard',
  mistake: 'Who forces a gate shut emits another event than who closes it, which nobody waits for.',
  caughtBy: 'properties/event-missing',
  build: (broken) => {
    @Entity('tollgates')
    class Tollgate extends Item {}

    class ClosedTollgate {
      @Identifier()
      id!: string;
    }
    const Closed = defineEvent('tollgate.closed', ClosedTollgate);
    const Forced = defineEvent('tollgate.forced', ClosedTollgate);

    @Subscriber('tollgates.note', { to: broken ? Closed : [Closed, Forced], effects: 'database' })
    @Injectable()
    class NoteClosing implements EventHandler<ClosedTollgate> {
      constructor(@InjectStore(Tollgate) private readonly store: Store<Tollgate>) {}

      async handle({ payload: { id } }: RecordedEvent<ClosedTollgate>): Promise<void> {
        const [row] = await this.store.lock([id]);
        if (!row) return;
        row.remark = 'noted';
        await this.store.save(row);
      }
    }

    const tollgates = defineResource({
      ...usual,
      path: 'tollgates',
      entity: Tollgate,
      permissions: { ...usual.permissions, close: 'Close one', force: 'Force one shut' },
    });

    @ResourceController(tollgates)
    class TollgatesController {
      @Action(tollgates, 'close', { from: 'open', to: 'closed', emits: Closed })
      close(@Found() row: Tollgate): Tollgate {
        return row;
      }

      @Action(tollgates, 'force', { from: 'open', to: 'closed', emits: Forced })
      force(@Found() row: Tollgate): Tollgate {
        return row;
      }
    }

    @Module({
      imports: [
        Feature.declare(
          { resources: [tollgates], events: [Closed, Forced] },
          migrations(migrationFor(tollgates)),
        ),
      ],
      controllers: [TollgatesController],
      providers: [NoteClosing],
    })
    class TollgatesModule {}
    return TollgatesModule;
  },
});
