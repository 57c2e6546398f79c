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
  name: 'silent-second-way',
  mistake:
    'A lease can be ended in two ways, and only one of them emits the event that a subscriber waits for.',
  caughtBy: 'sequences/event-missing',
  build: (broken) => {
    @Entity('leases_of_land')
    class LandLease extends Item {}

    class EndedLease {
      @Identifier()
      id!: string;
    }
    const LeaseEnded = defineEvent('land-lease.ended', EndedLease);

    @Subscriber('land-leases.note', { to: LeaseEnded, effects: 'database' })
    @Injectable()
    class NoteEnd implements EventHandler<EndedLease> {
      constructor(@InjectStore(LandLease) private readonly leases: Store<LandLease>) {}

      async handle({ payload: { id } }: RecordedEvent<EndedLease>): Promise<void> {
        const [lease] = await this.leases.lock([id]);
        if (lease) await this.leases.save(Object.assign(lease, { remark: 'ended' }));
      }
    }

    const leases = defineResource({
      ...usual,
      path: 'land-leases',
      entity: LandLease,
      permissions: { ...usual.permissions, end: 'End one', void: 'Void one' },
    });

    @ResourceController(leases)
    class LandLeasesController {
      @Action(leases, 'end', { from: 'open', to: 'closed', emits: LeaseEnded })
      end(@Found() lease: LandLease): LandLease {
        return lease;
      }

      @Action(leases, 'void', { from: 'open', to: 'closed', ...(broken ? {} : { emits: LeaseEnded }) })
      void(@Found() lease: LandLease): LandLease {
        return lease;
      }
    }

    @Module({
      imports: [
        Feature.declare({ resources: [leases], events: [LeaseEnded] }, migrations(migrationFor(leases))),
      ],
      controllers: [LandLeasesController],
      providers: [NoteEnd],
    })
    class LandLeasesModule {}
    return LandLeasesModule;
  },
});
