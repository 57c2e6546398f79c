import { Queue, Worker } from 'bullmq';
import { createPool, type PoolConnection, type RowDataPacket } from 'mysql2/promise';
import { v7 as uuidv7 } from 'uuid';
import { organizationCount, organizationId } from '../../data/articles.js';
import { costOf, inFlight, measureStarts, serveBackground, Starts, untilNone } from '../control.js';
import { readRedis, readSettings } from '../settings.js';
import { createTables } from './tables.js';

// An outbox as a careful engineer writes it by hand: row, audit entry and event in one transaction, a relay that locks
// what it hands on, a worker that marks, and every transaction again when it meets a deadlock.
const settings = readSettings();
const pool = createPool({ uri: settings.databaseUrl, connectionLimit: settings.poolSize });
pool.pool.on('connection', (connection) =>
  connection.query('SET SESSION TRANSACTION ISOLATION LEVEL READ COMMITTED'),
);
await createTables(pool);

const connection = readRedis();
const queue = new Queue('parcels.follow', { connection });
const starts = new Starts();

async function again<T>(work: () => Promise<T>): Promise<T> {
  for (;;) {
    try {
      return await work();
    } catch (error) {
      if ((error as { code?: string }).code !== 'ER_LOCK_DEADLOCK') throw error;
    }
  }
}

const transaction = <T>(work: (on: PoolConnection) => Promise<T>): Promise<T> =>
  again(async () => {
    const on = await pool.getConnection();
    try {
      await on.beginTransaction();
      const result = await work(on);
      await on.commit();
      return result;
    } catch (error) {
      await on.rollback();
      throw error;
    } finally {
      on.release();
    }
  });

async function create(number: number): Promise<string> {
  const [id, organization, label] = [
    uuidv7(),
    organizationId(number % organizationCount),
    `parcel ${number}`,
  ];
  const payload = JSON.stringify({ id, label });
  await transaction(async (on) => {
    await on.execute('INSERT INTO parcels VALUES (?, ?, 1, NOW(3), NOW(3), ?)', [id, organization, label]);
    await on.execute("INSERT INTO audit VALUES (?, ?, NOW(3), 'parcels:create', 'parcel', ?, ?)", [
      uuidv7(),
      organization,
      id,
      payload,
    ]);
    await on.execute("INSERT INTO outbox VALUES (?, ?, ?, 1, 'parcel.created', ?, NOW(3), NULL, NULL)", [
      uuidv7(),
      organization,
      id,
      payload,
    ]);
  });
  wake();
  return id;
}

interface Event extends RowDataPacket {
  readonly id: string;
  readonly aggregate_id: string;
  readonly payload: unknown;
}
const batch = 500;

/** Hands events to BullMQ, then marks them: at least once, since an id is added once. */
async function relay(): Promise<boolean> {
  return transaction(async (on) => {
    const [events] = await on.query<Event[]>(
      `SELECT id, aggregate_id, payload FROM outbox WHERE relayed_at IS NULL ORDER BY id LIMIT ${batch} FOR UPDATE SKIP LOCKED`,
    );
    if (events.length === 0) return false;
    await queue.addBulk(
      events.map(({ id, aggregate_id: aggregate, payload }) => ({
        name: 'parcel.created',
        data: { id, aggregate, payload },
        opts: { jobId: id, removeOnComplete: true, attempts: 8 },
      })),
    );
    await on.query('UPDATE outbox SET relayed_at = NOW(3) WHERE id IN (?)', [events.map(({ id }) => id)]);
    return events.length === batch;
  });
}

let relaying = false;
let woken = false;
function wake(): void {
  woken = true;
  if (relaying) return;
  relaying = true;
  void (async () => {
    while (woken) {
      woken = false;
      if (await relay()) woken = true;
    }
  })().finally(() => (relaying = false));
}
setInterval(wake, 1_000).unref();

const worker = new Worker<{ id: string; aggregate: string }>(
  'parcels.follow',
  async ({ data }) => {
    starts.begin(data.aggregate);
    await again(() =>
      pool.execute('UPDATE outbox SET handled_at = NOW(3) WHERE id = ? AND handled_at IS NULL', [data.id]),
    );
  },
  { connection, concurrency: 64 },
);
worker.on('error', (error) => console.error(error));
await worker.waitUntilReady();

async function unhandled(): Promise<number> {
  const [rows] = await pool.query<RowDataPacket[]>(
    'SELECT COUNT(*) AS n FROM outbox WHERE handled_at IS NULL',
  );
  return Number(rows[0]?.['n']);
}

serveBackground({
  burst(count) {
    starts.clear();
    return costOf(async () => {
      await inFlight(count, 64, async (n) => void (await create(n)));
      await untilNone(() => count - starts.count);
      await untilNone(unhandled);
    });
  },
  starts: (count) => measureStarts(count, starts, () => create(0)),
  async close() {
    await worker.close();
    await queue.close();
    await pool.end();
  },
});
