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
    description: 'Tries a dead job again, as often as a new one. What it saved of its work is still there.',
  })
  retry(@Found() job: Job): Job {
    this.interventions.retry(job);
    return job;
  }

  @Action(jobs, 'skip', {
    from: 'dead',
    to: 'skipped',
    description: 'Gives a dead job up. When it is the delivery of an event, the later ones of its row go on.',
  })
  async skip(@Found() job: Job): Promise<Job> {
    await this.interventions.skip(job);
    return job;
  }

  @Action(jobs, 'cancel', {
    from: unfinished,
    to: ['cancelled', 'active'],
    description:
      'Cancels a job at once when it waits. When it runs, its worker is told within a second; until then it stays active, with cancelRequested.',
  })
  async cancel(@Found() job: Job): Promise<Job> {
    await this.interventions.cancel(job);
    return job;
  }
}
