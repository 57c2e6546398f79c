import { unavailable, type JobDefinition } from '@keelson/kernel';
import { Injectable, type OnApplicationShutdown } from '@nestjs/common';
import { AsyncResource } from 'node:async_hooks';
import { setTimeout as pause } from 'node:timers/promises';
import { BackendQueue, keyPrefix } from './backend.js';
import { retryStrategy } from './backoff.js';
import type { JobEnvelope } from './job-envelope.js';
import { isLostConnection } from './lost-connection.js';
import { handoverLimitMs, QueueConnection, within } from './queue-connection.js';

/** Finished jobs that are kept for people to look at: bounded in number and age, since payloads may be personal. */
const kept = {
  removeOnComplete: { age: 3_600, count: 1_000 },
  removeOnFail: { age: 7 * 86_400, count: 1_000 },
  stackTraceLimit: 1,
} as const;

/** Between two tries to hand a job over. */
const pauseMs = 100;

/** The queues that this process produces to, one for each kind of job, opened when first used. */
@Injectable()
export class JobQueues implements OnApplicationShutdown {
  private readonly queues = new Map<string, BackendQueue>();
  // What lives as long as the process must not remember the request that happened to need it first.
  private readonly open = AsyncResource.bind((name: string) => this.openQueue(name));

  constructor(private readonly connection: QueueConnection) {}

  /**
   * Hands a job over. The same id twice is one job, as long as the first is still kept; so a connection that breaks off
   * is tried again while there is time.
   * @throws DomainError `unavailable` when the server doesn't take it within {@link handoverLimitMs}; it may have it all
   * the same
   */
  async add(job: JobDefinition, id: string, envelope: JobEnvelope): Promise<void> {
    const deadline = Date.now() + handoverLimitMs;
    for (;;) {
      try {
        return await this.attempt(job, id, envelope, Math.max(deadline - Date.now(), 1));
      } catch (error) {
        const { duration } = this.connection.outage;
        const hopeless = duration > handoverLimitMs || Date.now() + pauseMs >= deadline;
        if (hopeless || !isLostConnection(error)) throw asUnavailable(error);
        await pause(pauseMs);
      }
    }
  }

  async onApplicationShutdown(): Promise<void> {
    await Promise.allSettled([...this.queues.values()].map((queue) => queue.close()));
    this.queues.clear();
  }

  private async attempt(
    job: JobDefinition,
    id: string,
    envelope: JobEnvelope,
    limitMs: number,
  ): Promise<void> {
    const hand = async () => {
      await this.connection.connected(limitMs);
      await this.open(job.name).add(job.name, envelope, {
        jobId: id,
        attempts: job.attempts,
        backoff: retryStrategy,
        ...kept,
      });
    };
    await within(limitMs, hand(), `The queue did not take the job within ${limitMs} ms.`);
  }

  private openQueue(name: string): BackendQueue {
    const known = this.queues.get(name);
    if (known) return known;
    const queue = new BackendQueue(name, { connection: this.connection.producing, prefix: keyPrefix });
    queue.on('error', (error) => this.connection.outage.complain(error));
    this.queues.set(name, queue);
    // BullMQ remembers a failed start for good; the next job begins anew.
    queue.waitUntilReady().catch(() => {
      if (this.queues.get(name) === queue) this.queues.delete(name);
      queue.close().catch(() => undefined);
    });
    return queue;
  }
}

function asUnavailable(error: unknown): Error {
  return Object.assign(
    unavailable({ detail: 'Background work can not be taken right now; try again shortly.', retryAfter: 2 }),
    { cause: error },
  );
}
