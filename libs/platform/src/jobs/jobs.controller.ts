import { Action, Found, ResourceController } from '@keelson/kernel';
import { WakeSignals } from '../coordination/wake-signals.js';
import type { Job } from './job.entity.js';
import { jobs } from './jobs.resource.js';
import { LineHeads } from './line-heads.js';
import { ProcessorRegistry } from './processor-registry.js';

const unfinished = ['waiting', 'delayed', 'held', 'active'] as const;

@ResourceController(jobs)
export class JobsController {
  constructor(
    private readonly processors: ProcessorRegistry,
    private readonly heads: LineHeads,
    private readonly wakes: WakeSignals,
  ) {}

  @Action(jobs, 'retry', {
    from: 'dead',
    to: 'waiting',
    description: 'Tries a dead job again, as often as a new one. What it saved of its work is still there.',
  })
  retry(@Found() job: Job): Job {
    job.retry(this.processors.attemptsOf(job.queue) ?? 1);
    this.wakes.send('jobs');
    return job;
  }

  @Action(jobs, 'skip', {
    from: 'dead',
    to: 'skipped',
    description: 'Gives a dead job up. When it is the delivery of an event, the later ones of its row go on.',
  })
  skip(@Found() job: Job): Promise<Job> {
    return this.end(job, 'skipped');
  }

  @Action(jobs, 'cancel', {
    from: unfinished,
    to: ['cancelled', 'active'],
    description:
      'Cancels a job at once when it waits. When it runs, its worker is told within a second; until then it stays active, with cancelRequested.',
  })
  async cancel(@Found() job: Job): Promise<Job> {
    if (job.state !== 'active') return this.end(job, 'cancelled');
    job.cancelRequested = true;
    return job;
  }

  private async end(job: Job, state: 'skipped' | 'cancelled'): Promise<Job> {
    const { line } = job;
    job.end(state);
    if (line) await this.heads.releaseBehind(line, job.organizationId, job.lineSequence ?? 0);
    this.wakes.send('jobs');
    return job;
  }
}
