import {
  acrossOrganizations,
  defineJob,
  defineResource,
  defineSchedule,
  Feature,
  Integer,
  ResourceController,
} from '@keelson/kernel';
import { Database, JobProcessor, migrations, schedules } from '@keelson/platform';
import { Module } from '@nestjs/common';
import { Entity } from 'typeorm';
import { Item, migrationFor, mutant, usual } from '../authoring/index.js';

export default mutant({
  name: 'every-row-in-memory',
  mistake: 'A nightly report loads the rows of all organizations to add them up.',
  caughtBy: 'budgets/rows-loaded',
  build: (broken) => {
    @Entity('ballasts')
    class Ballast extends Item {}

    class Report {
      @Integer({ min: 1, max: 1_000, example: 500 })
      atOnce!: number;
    }
    const report = defineJob('ballasts.report', Report);
    const nightly = defineSchedule('ballasts.nightly', {
      job: report,
      payload: { atOnce: 500 },
      cron: '0 4 * * *',
      missed: 'once',
    });

    interface Row {
      readonly id: string;
      readonly quantity: number;
    }

    @JobProcessor(report, { concurrency: 1, effects: 'database' })
    class ReportBallasts {
      constructor(private readonly database: Database) {}

      run({ atOnce }: Report): Promise<object> {
        return acrossOrganizations('adds up the ballast of all organizations', async () => {
          let total = 0;
          let last = '00000000-0000-0000-0000-000000000000';
          for (;;) {
            const rows = await this.database.read<Row>(
              `SELECT id, quantity FROM ballasts WHERE id > ? ORDER BY id${broken ? '' : ` LIMIT ${atOnce}`}`,
              [last],
            );
            for (const { quantity } of rows) total += quantity;
            last = rows.at(-1)?.id ?? last;
            if (rows.length === 0) return { total };
          }
        });
      }
    }

    const ballasts = defineResource({ ...usual, path: 'ballasts', entity: Ballast });

    @ResourceController(ballasts)
    class BallastsController {}

    @Module({
      imports: [
        Feature.declare({ resources: [ballasts] }, schedules(nightly), migrations(migrationFor(ballasts))),
      ],
      controllers: [BallastsController],
      providers: [ReportBallasts],
    })
    class BallastsModule {}
    return BallastsModule;
  },
});
