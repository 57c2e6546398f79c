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
  name: 'handled-for-few',
  mistake: 'A subscriber takes all rows that are open at once, which ends well as long as they are few.',
  caughtBy: 'budgets/background-fails',
  build: (broken) => {
    @Entity('kilns')
    class Kiln extends Item {}

    class ClosedKiln {
      @Identifier()
      id!: string;
    }
    const KilnClosed = defineEvent('kiln.closed', ClosedKiln);

    @Subscriber('kilns.remark', { to: KilnClosed, effects: 'database' })
    @Injectable()
    class RemarkOnNeighbor implements EventHandler<ClosedKiln> {
      constructor(@InjectStore(Kiln) private readonly kilns: Store<Kiln>) {}

      async handle({ payload: { id } }: RecordedEvent<ClosedKiln>): Promise<void> {
        const [neighbor] = await this.kilns.find({ status: 'open' }, broken ? {} : { limit: 1 });
        if (!neighbor) return;
        neighbor.remark = `after ${id}`;
        await this.kilns.save(neighbor);
      }
    }

    const kilns = defineResource({
      ...usual,
      path: 'kilns',
      entity: Kiln,
      permissions: { ...usual.permissions, close: 'Close a kiln' },
    });

    @ResourceController(kilns)
    class KilnsController {
      @Action(kilns, 'close', { from: 'open', to: 'closed', emits: KilnClosed })
      close(@Found() kiln: Kiln): Kiln {
        return kiln;
      }
    }

    @Module({
      imports: [
        Feature.declare({ resources: [kilns], events: [KilnClosed] }, migrations(migrationFor(kilns))),
      ],
      controllers: [KilnsController],
      providers: [RemarkOnNeighbor],
    })
    class KilnsModule {}
    return KilnsModule;
  },
});
