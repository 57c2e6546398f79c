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
    @Entity('fairleads')
    class Fairlead extends Item {}

    class Sweep {
      @Integer({ max: 1_000 })
      most!: number;
    }
    const close = defineJob('fairleads.close', Sweep);
    const nightly = defineSchedule('fairleads.nightly', {
      job: close,
      payload: { most: 100 },
      cron: '0 3 * * *',
      missed: 'once',
    });

    @JobProcessor(close, { concurrency: 1, effects: 'database' })
    class CloseFairleads {
      constructor(
        private readonly database: Database,
        @InjectStore(Fairlead) private readonly store: Store<Fairlead>,
      ) {}

      run({ most }: Sweep): Promise<void> {
        return acrossOrganizations('closes fairleads of all organizations', async () => {
          if (broken)
            return void (await this.database.write(
              "UPDATE fairleads SET status = 'closed' WHERE status = 'open'",
            ));
          for (const fairlead of await this.store.find({ status: 'open' }, { limit: most })) {
            fairlead.status = 'closed';
            await this.store.save(fairlead);
          }
        });
      }
    }

    const fairleads = defineResource({
      ...usual,
      path: 'fairleads',
      entity: Fairlead,
    });

    @ResourceController(fairleads)
    class FairleadsController {}

    @Module({
      imports: [
        Feature.declare({ resources: [fairleads] }, schedules(nightly), migrations(migrationFor(fairleads))),
      ],
      controllers: [FairleadsController],
      providers: [CloseFairleads],
    })
    class FairleadsModule {}
    return FairleadsModule;
  },
});
