import { BullRegistrar } from '@nestjs/bullmq';
import { Injectable, Logger, type OnApplicationBootstrap } from '@nestjs/common';
import type { Worker } from 'bullmq';
import { RuntimeSettings, within } from '@keelson/runtime/ports';
import { GracefulStop, type LeftMs } from '@keelson/runtime/ports';
import { BackendWorker, QueueConnection } from '../queue/ports.js';
import { JobRunner, processEnds } from './job-runner.js';
import { ProcessorRegistry, type AddedProcessor } from './processor-registry.js';
import { workerOptions } from './worker-options.js';

/** The part of the budget for which running jobs may go on; the rest is for giving back those that do not end. */
const graceShare = 0.5;

/** Starts the workers of a process that has them, and ends them while the database is still there. */
@Injectable()
export class JobWorkers implements OnApplicationBootstrap {
  private readonly logger = new Logger('Queue');
  private workers: readonly Worker[] = [];

  constructor(
    private readonly runtime: RuntimeSettings,
    private readonly registrar: BullRegistrar,
    private readonly processors: ProcessorRegistry,
    private readonly connection: QueueConnection,
    private readonly runner: JobRunner,
    private readonly stop: GracefulStop,
  ) {}

  async onApplicationBootstrap(): Promise<void> {
    if (this.runtime.role === 'api' || this.runtime.role === 'command') return;
    this.stop.add('The workers', (leftMs) => this.end(leftMs));
    if (this.processors.hosts().length > 0) this.registrar.register();
    this.workers = [
      ...this.processors.hosts().map((host) => host.worker),
      ...this.processors.added.map((one) => this.workerOf(one)),
    ];
    for (const worker of this.workers) worker.on('error', (error) => this.connection.outage.complain(error));
    if (this.connection.neededAtStart)
      await Promise.all(this.workers.map((worker) => worker.waitUntilReady()));
  }

  private async end(leftMs: LeftMs): Promise<void> {
    if (this.workers.length === 0) return;
    const closed = Promise.allSettled(this.workers.map((worker) => worker.close()));
    const graceMs = leftMs() * graceShare;
    const grace = setTimeout(() => {
      for (const worker of this.workers) worker.cancelAllJobs(processEnds);
    }, graceMs);
    // Nothing can be given back to a server that is away.
    const limitMs = this.connection.outage.duration > 0 ? graceMs : graceMs + (leftMs() - graceMs) / 2;
    try {
      await within(limitMs, closed, 'late');
    } catch {
      this.logger.warn('The queue does not respond; its workers are stopped without waiting for a response.');
      this.connection.breakOff();
      await within(leftMs(), closed, 'late').catch(() => undefined);
    } finally {
      clearTimeout(grace);
    }
  }

  private workerOf({ processing, handler }: AddedProcessor): Worker {
    return new BackendWorker(
      processing.job.name,
      (job, token, signal) => this.runner.run(processing, handler, job, token, signal),
      {
        connection: this.connection.consuming,
        prefix: this.connection.keyPrefix,
        ...workerOptions(processing),
      },
    ) as unknown as Worker;
  }
}
