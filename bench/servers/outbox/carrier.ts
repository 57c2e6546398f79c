import { Queue, Worker } from 'bullmq';
import { redisOf, type ServerSettings } from '../settings.js';

export interface Carried {
  readonly id: string;
  readonly aggregate: string;
}

/** Brings events from the relay to the subscriber, 64 at a time. */
export interface Carrier {
  add(events: readonly Carried[]): Promise<void>;
  close(): Promise<void>;
}

type Handle = (event: Carried) => Promise<void>;
const concurrency = 64;

/** BullMQ on Redis; without a Redis the relay's own process handles what it has claimed. */
export function openCarrier(settings: ServerSettings, handle: Handle): Promise<Carrier> {
  return settings.redisUrl ? bullmq(settings, handle) : Promise.resolve(inProcess(handle));
}

async function bullmq(settings: ServerSettings, handle: Handle): Promise<Carrier> {
  const connection = redisOf(settings);
  const queue = new Queue<Carried>('parcels.follow', { connection });
  const worker = new Worker<Carried>('parcels.follow', ({ data }) => handle(data), {
    connection,
    concurrency,
  });
  worker.on('error', (error) => console.error(error));
  await worker.waitUntilReady();
  return {
    async add(events) {
      await queue.addBulk(
        events.map((data) => ({
          name: 'parcel.created',
          data,
          opts: { jobId: data.id, removeOnComplete: true, attempts: 8 },
        })),
      );
    },
    async close() {
      await worker.close();
      await queue.close();
    },
  };
}

function inProcess(handle: Handle): Carrier {
  const waiting: Carried[] = [];
  let running = 0;
  const lane = async () => {
    for (let event = waiting.shift(); event; event = waiting.shift()) await handle(event);
    running -= 1;
  };
  return {
    add(events) {
      waiting.push(...events);
      while (running < concurrency && waiting.length > 0) {
        running += 1;
        lane().catch((error: unknown) => console.error(error));
      }
      return Promise.resolve();
    },
    close: () => Promise.resolve(),
  };
}
