import pg from 'pg';
import { organizationCount, organizationId } from '../../data/articles.js';
import { peer } from '../../peers/load.js';
import { costOf, untilNone, type StartBackground } from '../control.js';

interface PgBoss {
  on(event: 'error', listener: (error: Error) => void): void;
  start(): Promise<unknown>;
  stop(options: object): Promise<void>;
  createQueue(name: string): Promise<void>;
  insert(jobs: readonly object[]): Promise<unknown>;
  work(name: string, options: object, handler: (jobs: readonly unknown[]) => Promise<void>): Promise<string>;
  offWork(name: string): Promise<void>;
}

const queue = 'stamp';
const batch = 500;
/** It polls: so many loops fetch a batch each, twice a second. */
const loops = 10;
const together = 128;

export const startPgBoss: StartBackground = async ({ databaseUrl, poolSize }) => {
  const Boss = peer<new (options: object) => PgBoss>('pg-boss');
  const boss = new Boss({ connectionString: databaseUrl, max: poolSize, schedule: false });
  boss.on('error', (error) => console.error(error));
  await boss.start();
  await boss.createQueue(queue);
  const pool = new pg.Pool({ connectionString: databaseUrl, max: 1 });
  const left = async () => {
    const { rows } = await pool.query<{ n: string }>(
      "SELECT COUNT(*) AS n FROM pgboss.job WHERE name = $1 AND state < 'completed'",
      [queue],
    );
    return Number(rows[0]?.n);
  };
  return {
    async burst(count) {
      for (let from = 0; from < count; from += batch)
        await boss.insert(
          Array.from({ length: Math.min(batch, count - from) }, (_, n) => ({
            name: queue,
            data: { number: from + n, organizationId: organizationId((from + n) % organizationCount) },
          })),
        );
      const cost = await costOf(async () => {
        const options = { batchSize: together, pollingIntervalSeconds: 0.5 };
        for (let loop = 0; loop < loops; loop += 1) await boss.work(queue, options, async () => undefined);
        await untilNone(left);
      });
      await boss.offWork(queue);
      return cost;
    },
    async close() {
      await boss.stop({ graceful: false });
      await pool.end();
    },
  };
};
