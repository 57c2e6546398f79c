import { Injectable, type OnApplicationShutdown } from '@nestjs/common';
import { AsyncResource } from 'node:async_hooks';
import type { JobState } from 'bullmq';
import { within } from '@keelson/runtime/ports';
import { BackendQueue } from './backend.js';
import { handoverLimitMs, QueueConnection } from './queue-connection.js';

/** An attempt as BullMQ carries it. Its own retries are off: the database decides what comes next. */
export interface Carriage {
  /** One id, one carriage: handing it over twice is handing it over once. */
  readonly id: string;
  readonly data: object;
  /** From 1 (first) to 2²¹. */
  readonly priority: number;
}

/** Attempts that were lost with their worker are kept until somebody has seen it: bounded, since payloads may be personal. */
const kept = { removeOnComplete: true, removeOnFail: { age: 3_600, count: 10_000 }, attempts: 1 } as const;

/** BullMQ as it is needed here: attempts go to it by the batch, and it says where they are. */
@Injectable()
export class JobTransport implements OnApplicationShutdown {
  private readonly queues = new Map<string, BackendQueue>();
  // What lives as long as the process must not remember the work that happened to need it first.
  private readonly open = AsyncResource.bind((name: string) => this.openQueue(name));

  constructor(private readonly connection: QueueConnection) {}

  /** Whether the server is there, as far as this process knows. */
  get away(): boolean {
    return this.connection.outage.duration > 0;
  }

  /** Whether the server takes jobs right now; one that is there and refuses, such as a Redis that is full, is told once a minute. */
  async takesJobs(): Promise<boolean> {
    try {
      await this.connection.takesWrites(handoverLimitMs);
      return true;
    } catch (error) {
      this.connection.outage.complain(error);
      return false;
    }
  }

  /** @throws Error when the server doesn't take them in time; it may have some or all of them all the same */
  async carry(queue: string, carriages: readonly Carriage[]): Promise<void> {
    const jobs = carriages.map(({ id, data, priority }) => ({
      name: queue,
      data,
      opts: { jobId: id, priority, ...kept },
    }));
    await this.bounded(() => this.open(queue).addBulk(jobs));
  }

  /** Where an attempt is; `unknown` when BullMQ has none of this id. */
  stateOf(queue: string, id: string): Promise<JobState | 'unknown'> {
    return this.bounded(() => this.open(queue).getJobState(id));
  }

  /** The first thousand attempts of a queue that BullMQ takes for running. */
  running(queue: string): Promise<string[]> {
    return this.bounded(() => this.open(queue).getRanges(['active'], 0, 999));
  }

  /** Ends an attempt that BullMQ takes for running, whoever has it. */
  async fail(queue: string, id: string, reason: string): Promise<void> {
    await this.bounded(async () => {
      const job = await this.open(queue).getJob(id);
      // By BullMQ's convention this token opens every lock.
      if (job && (await job.isActive())) await job.moveToFailed(new Error(reason), '0');
    });
  }

  /** Takes back limits of jobs a second that a worker with a wrong clock has set for others. */
  mendLimits(): Promise<void> {
    return this.connection.mendLimits();
  }

  /** Lets an attempt that nobody has begun go before all others of its queue. */
  async hasten(queue: string, id: string): Promise<void> {
    await this.bounded(async () => {
      const job = await this.open(queue).getJob(id);
      if (job && job.priority > 1) await job.changePriority({ priority: 1 });
    });
  }

  async onApplicationShutdown(): Promise<void> {
    await Promise.allSettled([...this.queues.values()].map((queue) => queue.close()));
    this.queues.clear();
  }

  private async bounded<T>(work: () => Promise<T>): Promise<T> {
    const asked = async () => {
      await this.connection.connected(handoverLimitMs);
      return work();
    };
    return within(handoverLimitMs, asked(), `The queue did not respond within ${handoverLimitMs} ms.`);
  }

  private openQueue(name: string): BackendQueue {
    const known = this.queues.get(name);
    if (known) return known;
    const { producing, keyPrefix } = this.connection;
    const queue = new BackendQueue(name, { connection: producing, prefix: keyPrefix });
    queue.on('error', (error) => this.connection.outage.complain(error));
    this.queues.set(name, queue);
    // BullMQ remembers a failed start for good; the next use begins anew.
    queue.waitUntilReady().catch(() => {
      if (this.queues.get(name) === queue) this.queues.delete(name);
      queue.close().catch(() => undefined);
    });
    return queue;
  }
}
