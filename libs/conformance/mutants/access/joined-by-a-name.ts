import {
  acrossOrganizations,
  asOrganization,
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
  name: 'joined-by-a-name',
  mistake: 'A sweep over all organizations joins their buckets to their mops by the name alone.',
  caughtBy: 'gateway/join-across-organizations',
  build: (broken) => {
    @Entity('mops')
    class Mop extends Item {}

    @Entity('buckets')
    class Bucket extends Item {}

    class Round {
      @Integer({ max: 1_000 })
      most!: number;
    }
    const match = defineJob('mops.match', Round);
    const nightly = defineSchedule('mops.nightly', {
      job: match,
      payload: { most: 100 },
      cron: '0 3 * * *',
      missed: 'once',
    });
    const tie = broken ? '' : 'b.organization_id = m.organization_id AND ';
    const pairs = `SELECT m.id AS id, m.organization_id AS organization, b.quantity AS quantity FROM mops m JOIN buckets b ON ${tie}b.name = m.name ORDER BY m.id LIMIT 100`;

    @JobProcessor(match, { concurrency: 1, effects: 'database' })
    class MatchMops {
      constructor(
        private readonly database: Database,
        @InjectStore(Mop) private readonly mops: Store<Mop>,
      ) {}

      async run(): Promise<void> {
        const found = await acrossOrganizations('finds the bucket of each mop', () =>
          this.database.read<{ id: string; organization: string; quantity: number }>(pairs),
        );
        for (const { id, organization, quantity } of found)
          await asOrganization(organization, async () => {
            const [mop] = await this.mops.lock([id]);
            if (mop) await this.mops.save(Object.assign(mop, { quantity }));
          });
      }
    }

    const mops = defineResource({ ...usual, path: 'mops', entity: Mop });
    const buckets = defineResource({ ...usual, path: 'buckets', entity: Bucket });

    @ResourceController(mops)
    class MopsController {}

    @ResourceController(buckets)
    class BucketsController {}

    @Module({
      imports: [
        Feature.declare(
          { resources: [mops, buckets] },
          schedules(nightly),
          migrations(migrationFor(mops), migrationFor(buckets, { more: [['organization_id', 'name']] })),
        ),
      ],
      controllers: [MopsController, BucketsController],
      providers: [MatchMops],
    })
    class MopsModule {}
    return MopsModule;
  },
});
