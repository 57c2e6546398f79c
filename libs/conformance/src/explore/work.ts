import { ServerClock } from '@keelson/platform';
import { attempt, causeOf, runJob, workersOf, type JobRun, type Worker } from '../checks/job-run.js';
import type { Subject } from '../subject.js';

type Left = Readonly<Record<string, unknown>>;

/** Pieces of work done in one go: jobs that enqueue each other for ever end here. */
const mostAtOnce = 100;
/** Pieces of one worker among them by which it counts as one that sets itself going. */
const mostOfOne = 40;

/** The jobs of one organization, and the deliveries of its events; done in the process of the application, one at a time. */
export class Work {
  /** The worker that has kept itself going until the last run was ended; null where all was done. */
  endless: Worker | null = null;
  private readonly workers: readonly Worker[];
  /** Deliveries that were made, and jobs that have failed for good. */
  private readonly ended = new Set<string>();

  constructor(
    private readonly subject: Subject,
    private readonly organizationId: string,
  ) {
    this.workers = workersOf(subject);
  }

  /**
   * Does all of it, and what comes of it.
   * @param run how one piece is done; as it is unless given
   * @returns what was done
   */
  async run(
    run: (piece: () => Promise<JobRun | null>) => Promise<JobRun | null> = (piece) => piece(),
  ): Promise<readonly JobRun[]> {
    const done: JobRun[] = [];
    this.endless = null;
    for (let pieces = 0; pieces < mostAtOnce; pieces += 1) {
      const [delivery] = await this.deliveries();
      const [job] = delivery ? [] : await this.jobs();
      if (!delivery && job === undefined) return done;
      this.ended.add(delivery?.key ?? String(job));
      const last = await run(() => (delivery ? this.deliver(delivery) : runJob(this.subject, String(job))));
      if (last) done.push(last);
      if (last?.error === null && job !== undefined) await this.mark(job);
    }
    const isOften = (worker: Worker) => done.filter(({ by }) => by.type === worker.type).length > mostOfOne;
    this.endless = done.map(({ by }) => by).find(isOften) ?? null;
    return done;
  }

  /** A job that was done at its second attempt is done. */
  private async mark(id: string): Promise<void> {
    await this.subject.sql(
      "UPDATE jobs SET state = 'done', dedupe_key = NULL WHERE id = ? AND state <> 'done'",
      [id],
    );
  }

  private deliver({ by, event }: Delivery): Promise<JobRun> {
    return attempt(this.subject, by, { eventId: event['id'] }, causeOf(event, crypto.randomUUID(), by));
  }

  private async deliveries(): Promise<Delivery[]> {
    const subscribers = this.workers.filter(({ subscriber }) => subscriber);
    if (subscribers.length === 0) return [];
    const events = await this.subject.sql(
      'SELECT id, type, event_version, organization_id, caller_id, request_id FROM outbox_events WHERE organization_id = ? ORDER BY id',
      [this.organizationId],
    );
    return events.flatMap((event) =>
      subscribers
        .filter(({ subscriber }) =>
          subscriber?.to.some(
            ({ type, version }) => type === event['type'] && version === event['event_version'],
          ),
        )
        .map((by) => ({ by, event, key: `${by.processing.job.name} ${String(event['id'])}` }))
        .filter(({ key }) => !this.ended.has(key)),
    );
  }

  /** Ids of jobs whose time has come. */
  private async jobs(): Promise<string[]> {
    const jobs = await this.subject.sql(
      "SELECT id, run_at FROM jobs WHERE organization_id = ? AND kind = 'job' AND state IN ('waiting', 'delayed') ORDER BY id",
      [this.organizationId],
    );
    const now = this.subject.application.get(ServerClock, { strict: false }).ms();
    const isDue = ({ run_at: at }: Left) => !(at instanceof Date) || at.getTime() <= now;
    return jobs
      .filter(isDue)
      .map(({ id }) => String(id))
      .filter((id) => !this.ended.has(id));
  }
}

interface Delivery {
  readonly by: Worker;
  readonly event: Left;
  readonly key: string;
}
