import { acrossOrganizations, InjectStore, wrongState, type Store } from '@keelson/kernel';
import { Injectable } from '@nestjs/common';
import { idOfName, InstallationAudit } from '@keelson/operations/ports';
import { JobInterventions, unfinished } from '../job-interventions.js';
import { Job, type JobState } from '../job.entity.js';
import { QueueJobs } from './queue-jobs.js';

/**
 * What operators do to jobs of any organization. Each is written into the log of the installation and, as with any change
 * of the row, into that of its organization: both learn of it.
 */
@Injectable()
export class OperatedJobs {
  constructor(
    @InjectStore(Job) private readonly store: Store<Job>,
    private readonly interventions: JobInterventions,
    private readonly jobs: QueueJobs,
    private readonly audit: InstallationAudit,
  ) {}

  /** @throws DomainError `not_found`, `wrong_state` unless it is dead */
  retry(id: string): Promise<Job> {
    return this.intervene(id, ['dead'], (job) => this.interventions.retry(job));
  }

  /** @throws DomainError `not_found`, `wrong_state` unless it is dead */
  skip(id: string): Promise<Job> {
    return this.intervene(id, ['dead'], (job) => this.interventions.skip(job));
  }

  /** @throws DomainError `not_found`, `wrong_state` when it is over */
  cancel(id: string): Promise<Job> {
    return this.intervene(id, unfinished, (job) => this.interventions.cancel(job));
  }

  /** Tries the first dead jobs of a queue again, `most` of them. */
  async retryDead(queue: string, most: number): Promise<{ retried: number; more: boolean }> {
    const ids = await this.jobs.dead(queue, most + 1);
    const retried = await acrossOrganizations('an operator retries the dead jobs of a queue', async () => {
      const locked = await this.store.lock(ids.slice(0, most));
      // Somebody else may have been there in between.
      const dead = locked.filter(({ state }) => state === 'dead');
      for (const job of dead) {
        this.interventions.retry(job);
        await this.store.save(job);
      }
      return dead.length;
    });
    if (retried > 0)
      await this.audit.record({
        subjectType: 'queue',
        subjectId: idOfName('queue', queue),
        changes: { name: { before: queue, after: queue }, retried: { before: null, after: retried } },
      });
    return { retried, more: ids.length > most };
  }

  private intervene(
    id: string,
    from: readonly JobState[],
    change: (job: Job) => void | Promise<void>,
  ): Promise<Job> {
    return acrossOrganizations('an operator manages a job', async () => {
      const [job] = (await this.store.lock([id])) as [Job];
      const before = job.state;
      if (!from.includes(before))
        throw wrongState({ detail: `The job is ${before}; it must be ${from.join(' or ')}.` });
      await change(job);
      await this.store.save(job);
      const { organizationId, queue, state } = job;
      await this.audit.record({
        subjectType: 'job',
        subjectId: id,
        changes: {
          organizationId: { before: organizationId, after: organizationId },
          queue: { before: queue, after: queue },
          state: { before, after: state },
        },
      });
      return job;
    });
  }
}
