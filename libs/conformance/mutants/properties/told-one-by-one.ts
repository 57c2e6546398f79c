import {
  Action,
  defineEvent,
  defineResource,
  Feature,
  Found,
  Identifier,
  InjectStore,
  Ref,
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
  name: 'told-one-by-one',
  mistake: 'A subscriber passes a change of a fleet on to its vessels, each with a statement of its own.',
  caughtBy: 'budgets/statements-per-child',
  build: (broken) => {
    @Entity('fleets')
    class Fleet extends Item {}

    @Entity('vessels')
    class Vessel extends Item {
      @Ref(() => Fleet)
      fleetId!: string;
    }

    class ClosedFleet {
      @Identifier()
      id!: string;
    }
    const FleetClosed = defineEvent('fleet.closed', ClosedFleet);

    @Subscriber('fleets.close-vessels', { to: FleetClosed, effects: 'database' })
    @Injectable()
    class CloseVessels implements EventHandler<ClosedFleet> {
      constructor(@InjectStore(Vessel) private readonly vessels: Store<Vessel>) {}

      async handle({ payload: { id } }: RecordedEvent<ClosedFleet>): Promise<void> {
        const rows = await this.vessels.find({ fleetId: id }, { limit: 1_000 });
        for (const row of rows) row.status = 'closed';
        if (broken) for (const row of rows) await this.vessels.save(row);
        else await this.vessels.saveMany(rows);
      }
    }

    const fleets = defineResource({
      ...usual,
      path: 'fleets',
      entity: Fleet,
      permissions: { ...usual.permissions, close: 'Close one' },
    });
    const vessels = defineResource({
      ...usual,
      path: 'vessels',
      entity: Vessel,
      view: [...usual.view, 'fleetId'],
      create: [...usual.create, 'fleetId'],
      list: { filter: ['status', 'fleetId'], sort: ['createdAt'] },
    });

    @ResourceController(fleets)
    class FleetsController {
      @Action(fleets, 'close', { from: 'open', to: 'closed', emits: FleetClosed })
      close(@Found() fleet: Fleet): Fleet {
        return fleet;
      }
    }

    @ResourceController(vessels)
    class VesselsController {}

    @Module({
      imports: [
        Feature.declare(
          { resources: [fleets, vessels], events: [FleetClosed] },
          migrations(migrationFor(fleets), migrationFor(vessels)),
        ),
      ],
      controllers: [FleetsController, VesselsController],
      providers: [CloseVessels],
    })
    class FleetsModule {}
    return FleetsModule;
  },
});
