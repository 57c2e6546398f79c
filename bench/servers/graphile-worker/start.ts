import pg from 'pg';
import { organizationCount, organizationId } from '../../data/articles.js';
import { peer } from '../../peers/load.js';
import { costOf, untilNone, type StartBackground } from '../control.js';

interface GraphileWorker {
  readonly runMigrations: (options: object) => Promise<void>;
  readonly run: (options: object) => Promise<{ stop(): Promise<void> }>;
}

const concurrency = 64;
const batch = 500;

/** graphile-worker as its pages on performance advise: jobs are locked by batches, and completed by batches. */
export const startGraphileWorker: StartBackground = async ({ databaseUrl, poolSize }) => {
  const { run, runMigrations } = peer<GraphileWorker>('graphile-worker');
  const pgPool = new pg.Pool({ connectionString: databaseUrl, max: poolSize });
  const options = {
    pgPool,
    noHandleSignals: true,
    concurrentJobs: concurrency,
    taskList: { stamp: async () => undefined },
    parsedCronItems: [],
    preset: { worker: { localQueue: { size: batch }, completeJobBatchDelay: 0 } },
  };
  await runMigrations({ pgPool });
  const left = async () => {
    const { rows } = await pgPool.query<{ n: string }>(
      'SELECT COUNT(*) AS n FROM graphile_worker._private_jobs',
    );
    return Number(rows[0]?.n);
  };
  return {
    async burst(count) {
      for (let from = 0; from < count; from += batch)
        await pgPool.query(
          'SELECT graphile_worker.add_jobs(ARRAY(SELECT json_populate_record(NULL::graphile_worker.job_spec, value) FROM json_array_elements($1::json)))',
          [
            JSON.stringify(
              Array.from({ length: Math.min(batch, count - from) }, (_, n) => ({
                identifier: 'stamp',
                payload: { number: from + n, organizationId: organizationId((from + n) % organizationCount) },
              })),
            ),
          ],
        );
      let runner: { stop(): Promise<void> } | undefined;
      const cost = await costOf(async () => {
        runner = await run(options);
        await untilNone(left);
      });
      await runner?.stop();
      return cost;
    },
    close: () => pgPool.end(),
  };
};
