import { Jobs, maybeContext, type JobDefinition } from '@keelson/kernel';
import { Injectable, Logger } from '@nestjs/common';
import { v7 as uuidv7 } from 'uuid';
import { sealJob } from './job-envelope.js';
import { JobQueues } from './job-queues.js';
import { ProcessorRegistry } from './processor-registry.js';

/**
 * {@link Jobs} on BullMQ. Inside an operation a job is handed over when the commit has succeeded; a server that is away
 * at that moment costs the job, which is logged with its name and id. The place where this will end is
 * {@link handOverAfterCommit}: once jobs live in the database, it writes the envelope into a row of the same
 * transaction, and a relay calls {@link JobQueues.add} with the row's id, as often as it takes.
 */
@Injectable()
export class JobsOnBullmq extends Jobs {
  private readonly logger = new Logger('Jobs');
  private readonly warned = new Set<string>();

  constructor(
    private readonly queues: JobQueues,
    private readonly processors: ProcessorRegistry,
  ) {
    super();
  }

  /**
   * @throws Error when the payload is not valid
   * @throws DomainError `unavailable` outside an operation, when the server doesn't take the job
   */
  override async enqueue<P extends object>(job: JobDefinition<P>, payload: P): Promise<void> {
    const envelope = sealJob(job, payload);
    const id = uuidv7();
    this.warnOfOrphans(job.name);
    const handOver = () => this.queues.add(job as unknown as JobDefinition, id, envelope);
    if (maybeContext()?.unit) this.handOverAfterCommit(job.name, id, handOver);
    else await handOver();
  }

  private handOverAfterCommit(job: string, id: string, handOver: () => Promise<void>): void {
    maybeContext()?.unit?.afterCommit(async () => {
      try {
        await handOver();
      } catch (error) {
        // The write stands and its answer goes out: there is nobody left to tell but the log.
        this.logger.error('A job was not handed over; its operation has committed', { job, id }, error);
      }
    });
  }

  private warnOfOrphans(job: string): void {
    if (this.processors.processes(job) || this.warned.has(job)) return;
    this.warned.add(job);
    this.logger.warn(`Job "${job}" waits for ever unless another application has a @JobProcessor for it.`);
  }
}
