import {
  acrossOrganizations,
  defineJob,
  defineResource,
  defineSchedule,
  Feature,
  InjectStore,
  Integer,
  ResourceController,
  type Store,
} from '@keelson/kernel';
import { Database, JobProcessor, migrations, schedules } from '@keelson/platform';
import { Module } from '@nestjs/common';
import { Entity } from 'typeorm';
import { Item, migrationFor, mutant, usual } from '../authoring/index.js';

export default mutant({
  name: 'sweep-past-the-store',
  mistake: 'A scheduled job closes what is due with SQL of its own: no audit entry, no event, no version.',
  caughtBy: 'semantics/unrecorded-write',
  build: (broken) => {
    @Entity('moorings')
    class Mooring extends Item {}

    class Sweep {
      @Integer({ max: 1_000 })
      most!: number;
    }
    const close = defineJob('moorings.close', Sweep);
    const nightly = defineSchedule('moorings.nightly', {
      job: close,
      payload: { most: 100 },
      cron: '0 3 * * *',
      missed: 'once',
    });

    @JobProcessor(close, { concurrency: 1, effects: 'database' })
    class CloseMoorings {
      constructor(
        private readonly database: Database,
        @InjectStore(Mooring) private readonly store: Store<Mooring>,
      ) {}

      run({ most }: Sweep): Promise<void> {
        return acrossOrganizations('closes moorings of all organizations', async () => {
          if (broken)
            return void (await this.database.write(
              "UPDATE moorings SET status = 'closed' WHERE status = 'open'",
            ));
          for (const mooring of await this.store.find({ status: 'open' }, { limit: most })) {
            mooring.status = 'closed';
            await this.store.save(mooring);
          }
        });
      }
    }

    const moorings = defineResource({
      ...usual,
      path: 'moorings',
      entity: Mooring,
    });

    @ResourceController(moorings)
    class MooringsController {}

    @Module({
      imports: [
        Feature.declare({ resources: [moorings] }, schedules(nightly), migrations(migrationFor(moorings))),
      ],
      controllers: [MooringsController],
      providers: [CloseMoorings],
    })
    class MooringsModule {}
    return MooringsModule;
  },
});
