import { Queue, Worker } from 'bullmq';
import { createPool, type RowDataPacket } from 'mysql2/promise';
import { v7 as uuidv7 } from 'uuid';
import { organizationCount, organizationId } from '../../data/articles.js';
import { costOf, inFlight, untilNone, type StartBackground } from '../control.js';
import { redisOf } from '../settings.js';

const table = `CREATE TABLE IF NOT EXISTS jobs_by_hand (
  id char(36) CHARACTER SET ascii COLLATE ascii_bin NOT NULL PRIMARY KEY,
  organization_id char(36) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  payload json NOT NULL, state varchar(16) NOT NULL, attempts int NOT NULL,
  created_at datetime(3) NOT NULL, finished_at datetime(3),
  KEY ix_state (state, id)) ENGINE = InnoDB`;

/**
 * BullMQ with a row by hand: a job is written down before Redis hears of it, marked when it begins and when it is over. A
 * sweep would bring back what a wiped Redis has lost. No organizations to be fair to, no reruns after a deadlock.
 */
export const startBullmqRow: StartBackground = async (settings) => {
  const pool = createPool({ uri: settings.databaseUrl, connectionLimit: settings.poolSize });
  await pool.query(table);
  const connection = redisOf(settings);
  const queue = new Queue<{ id: string }>('parcels.stamp', { connection });
  const worker = new Worker<{ id: string }>(
    'parcels.stamp',
    async ({ data: { id } }) => {
      await pool.execute(
        "UPDATE jobs_by_hand SET state = 'active', attempts = attempts + 1 WHERE id = ? AND state <> 'done'",
        [id],
      );
      await pool.execute("UPDATE jobs_by_hand SET state = 'done', finished_at = NOW(3) WHERE id = ?", [id]);
    },
    { connection, concurrency: 64 },
  );
  worker.on('error', (error) => console.error(error));
  await worker.waitUntilReady();

  const enqueue = async (number: number) => {
    const id = uuidv7();
    await pool.execute("INSERT INTO jobs_by_hand VALUES (?, ?, ?, 'waiting', 0, NOW(3), NULL)", [
      id,
      organizationId(number % organizationCount),
      JSON.stringify({ number }),
    ]);
    await queue.add('parcels.stamp', { id }, { jobId: id, removeOnComplete: true });
  };
  const unfinished = async () => {
    const [rows] = await pool.query<RowDataPacket[]>(
      "SELECT COUNT(*) AS n FROM jobs_by_hand WHERE state IN ('waiting', 'active')",
    );
    return Number(rows[0]?.['n']);
  };
  return {
    async burst(count) {
      await queue.pause();
      await inFlight(count, 64, enqueue);
      return costOf(async () => {
        await queue.resume();
        await untilNone(unfinished);
      });
    },
    async close() {
      await worker.close();
      await queue.close();
      await pool.end();
    },
  };
};
