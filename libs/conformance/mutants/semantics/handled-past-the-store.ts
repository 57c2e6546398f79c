import {
  Action,
  currentOrganizationId,
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

export default mutant({
  name: 'handled-past-the-store',
  mistake:
    'A subscriber notes on the row what it has seen, with SQL of its own: no audit entry, no event, no version.',
  caughtBy: 'semantics/unrecorded-write',
  build: (broken) => {
    @Entity('hatches')
    class Hatch extends Item {}

    class ClosedHatch {
      @Identifier()
      id!: string;
    }
    const HatchClosed = defineEvent('hatch.closed', ClosedHatch);

    @Subscriber('hatches.note', { to: HatchClosed, effects: 'database' })
    @Injectable()
    class NoteClosing implements EventHandler<ClosedHatch> {
      constructor(
        @InjectStore(Hatch) private readonly hatches: Store<Hatch>,
        private readonly database: Database,
      ) {}

      async handle({ payload: { id } }: RecordedEvent<ClosedHatch>): Promise<void> {
        if (broken)
          return void (await this.database.write(
            'UPDATE hatches SET remark = ? WHERE organization_id = ? AND id = ?',
            ['seen', currentOrganizationId(), id],
          ));
        const [hatch] = await this.hatches.lock([id]);
        if (!hatch) return;
        hatch.remark = 'seen';
        await this.hatches.save(hatch);
      }
    }

    const hatches = defineResource({
      ...usual,
      path: 'hatches',
      entity: Hatch,
      permissions: { ...usual.permissions, close: 'Close a hatch' },
    });

    @ResourceController(hatches)
    class HatchesController {
      @Action(hatches, 'close', { from: 'open', to: 'closed', emits: HatchClosed })
      close(@Found() hatch: Hatch): Hatch {
        return hatch;
      }
    }

    @Module({
      imports: [
        Feature.declare({ resources: [hatches], events: [HatchClosed] }, migrations(migrationFor(hatches))),
      ],
      controllers: [HatchesController],
      providers: [NoteClosing],
    })
    class HatchesModule {}
    return HatchesModule;
  },
});
