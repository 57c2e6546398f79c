import { asOrganization } from '@keelson/kernel';
import { Injectable } from '@nestjs/common';
import { WakeSignals } from '@keelson/sql/ports';
import { ServerClock } from '@keelson/sql/ports';
import { JobFiles } from './files/job-files.js';
import type { Job, JobState } from './job.entity.js';
import { LineHeads } from './line-heads.js';
import { ProcessorRegistry } from './processor-registry.js';
import { jobsAreDue } from './wake-topics.js';

/** States in which a job can be cancelled. */
export const unfinished = ['waiting', 'delayed', 'held', 'active'] as const satisfies readonly JobState[];

/** What people do to jobs, on a locked row that the caller then saves. */
@Injectable()
export class JobInterventions {
  constructor(
    private readonly processors: ProcessorRegistry,
    private readonly heads: LineHeads,
    private readonly files: JobFiles,
    private readonly wakes: WakeSignals,
    private readonly clock: ServerClock,
  ) {}

  /** Puts a dead job in turn again. */
  retry(job: Job): void {
    job.retry(this.processors.attemptsOf(job.queue) ?? 1);
    this.wakes.send(jobsAreDue);
  }

  /** Gives a dead job up. */
  skip(job: Job): Promise<void> {
    return this.end(job, 'skipped');
  }

  /** Cancels a job at once, or asks its worker to. */
  async cancel(job: Job): Promise<void> {
    if (job.state === 'active') job.cancelRequested = true;
    else await this.end(job, 'cancelled');
  }

  private async end(job: Job, state: 'skipped' | 'cancelled'): Promise<void> {
    const { line } = job;
    job.end(state, this.clock.now());
    if (line) await this.heads.releaseBehind(line, job.organizationId, job.lineSequence ?? 0);
    await asOrganization(job.organizationId, () => this.files.abandon(job.id));
    this.wakes.send(jobsAreDue);
  }
}
