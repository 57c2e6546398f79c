import { Jobs, type EnqueuedJob, type EnqueueOptions, type JobDefinition } from '@keelson/kernel';
import { Injectable, Logger } from '@nestjs/common';
import { HttpSettings } from '@keelson/rest/ports';
import { publicPath } from '@keelson/runtime/ports';
import { sealJob } from './job-envelope.js';
import { JobRows } from './job-rows.js';
import { ProcessorRegistry } from './processor-registry.js';

const longestKey = 200;

/** {@link Jobs} as rows: whether a queue's server is there makes no difference to who enqueues. */
@Injectable()
export class DatabaseJobs extends Jobs {
  private readonly logger = new Logger('Jobs');
  private readonly warned = new Set<string>();

  constructor(
    private readonly rows: JobRows,
    private readonly processors: ProcessorRegistry,
    private readonly http: HttpSettings,
  ) {
    super();
  }

  override async enqueue<P extends object>(
    job: JobDefinition<P>,
    payload: P,
    { priority = 5, notBefore, deduplicate }: EnqueueOptions = {},
  ): Promise<EnqueuedJob> {
    if (!Number.isInteger(priority) || priority < 0 || priority > 9)
      throw new Error(`Job "${job.name}": priority must be a whole number from 0 to 9.`);
    if (deduplicate !== undefined && (deduplicate === '' || deduplicate.length > longestKey))
      throw new Error(`Job "${job.name}": "deduplicate" must have 1 to ${longestKey} characters.`);
    this.warnOfOrphans(job.name);
    const row = {
      ...sealJob(job, payload),
      queue: job.name,
      kind: 'job',
      maxAttempts: job.attempts,
      priority,
      ...(notBefore && { notBefore }),
    } as const;
    const id =
      deduplicate === undefined
        ? ((await this.rows.add([row]))[0] as string)
        : await this.rows.addOnce(row, deduplicate);
    return { id, location: publicPath(this.http, `/v1/jobs/${id}`) };
  }

  private warnOfOrphans(job: string): void {
    if (this.processors.processes(job) || this.warned.has(job)) return;
    this.warned.add(job);
    this.logger.warn(
      `Job "${job}" has no @JobProcessor in this application; it stays queued until another application processes it.`,
    );
  }
}
