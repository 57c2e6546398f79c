import { Queue, Worker } from 'bullmq';
import { costOf, untilNone, type StartBackground } from '../control.js';
import { redisOf } from '../settings.js';

const batch = 256;

/** BullMQ and nothing else: what waits is in Redis, and a job is over when Redis has heard of it. */
export const startBullmq: StartBackground = async (settings) => {
  const connection = redisOf(settings);
  const queue = new Queue('parcels.stamp', { connection });
  let over = 0;
  const worker = new Worker('parcels.stamp', async () => undefined, { connection, concurrency: 64 });
  worker.on('completed', () => (over += 1));
  worker.on('error', (error) => console.error(error));
  await worker.waitUntilReady();
  return {
    async burst(count) {
      await queue.pause();
      for (let at = 0; at < count; at += batch)
        await queue.addBulk(
          Array.from({ length: Math.min(batch, count - at) }, (_, n) => ({
            name: 'parcels.stamp',
            data: { number: at + n },
            opts: { removeOnComplete: true },
          })),
        );
      over = 0;
      return costOf(async () => {
        await queue.resume();
        await untilNone(() => count - over);
      });
    },
    async close() {
      await worker.close();
      await queue.close();
    },
  };
};
