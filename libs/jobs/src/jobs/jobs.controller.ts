import { Action, Found, ResourceController } from '@keelson/kernel';
import { JobInterventions, unfinished } from './job-interventions.js';
import type { Job } from './job.entity.js';
import { jobs } from './jobs.resource.js';

@ResourceController(jobs)
export class JobsController {
  constructor(private readonly interventions: JobInterventions) {}

  @Action(jobs, 'retry', {
    from: 'dead',
    to: 'waiting',
    description:
      'Retries a dead job with the same number of attempts as a new job. The last checkpoint is kept.',
  })
  retry(@Found() job: Job): Job {
    this.interventions.retry(job);
    return job;
  }

  @Action(jobs, 'skip', {
    from: 'dead',
    to: 'skipped',
    description:
      'Skips a dead job. If the job delivers an event, later deliveries for the same row continue.',
  })
  async skip(@Found() job: Job): Promise<Job> {
    await this.interventions.skip(job);
    return job;
  }

  @Action(jobs, 'cancel', {
    from: unfinished,
    to: ['cancelled', 'active'],
    description:
      'Cancels a waiting job immediately. The worker of a running job is notified within a second; the job stays active, with `cancelRequested` set, until the worker stops it.',
  })
  async cancel(@Found() job: Job): Promise<Job> {
    await this.interventions.cancel(job);
    return job;
  }
}
