import type { EventDefinition } from '@keelson/kernel';
import type { Subject } from '../subject.js';
import { attempt, causeOf, isOutside, runJob, type JobRun, type Worker } from './job-run.js';

/** A row of the work that is left. */
export type Left = Readonly<Record<string, unknown>>;

/** Pieces of one kind of work that are done to their end. */
const enough = 5;
/** Pieces that are begun: of many that are left the rows are gone by now. */
const mostBegun = 20;
const mostRead = 500;

/** Does some of the work of a class that the requests of the run have left: jobs, or deliveries of events. */
export async function* leftWork(subject: Subject, by: Worker): AsyncGenerator<JobRun, void> {
  if (!by.subscriber)
    return yield* some(await jobsLeft(subject, by), ({ id }) => runJob(subject, String(id)));
  for (const event of by.subscriber.to)
    yield* some(await eventsLeft(subject, event), (row) =>
      attempt(subject, by, { eventId: row['id'] }, causeOf(row, crypto.randomUUID(), by)),
    );
}

async function* some(
  left: readonly Left[],
  run: (one: Left) => Promise<JobRun | null>,
): AsyncGenerator<JobRun, void> {
  let ended = 0;
  for (const one of inTurns(left).slice(0, mostBegun)) {
    const done = await run(one);
    if (!done) continue;
    yield done;
    if (done.error === null || isOutside(done.error)) ended += 1;
    if (ended === enough) return;
  }
}

/** One organization after the other: what was done in one of them may have left all its rows alike. */
function inTurns(left: readonly Left[]): Left[] {
  const taken = new Map<unknown, number>();
  const turns = left.map((one) => {
    const turn = taken.get(one['organization_id']) ?? 0;
    taken.set(one['organization_id'], turn + 1);
    return { one, turn };
  });
  return turns.sort((a, b) => a.turn - b.turn).map(({ one }) => one);
}

/** The latest jobs of a kind that wait. */
export function jobsLeft(subject: Subject, { processing }: Worker): Promise<Left[]> {
  return subject.sql(
    `SELECT id, payload, organization_id, caller_id, request_id, operation FROM jobs
      WHERE queue = ? AND kind = 'job' AND state IN ('waiting', 'delayed') ORDER BY id DESC LIMIT ${mostRead}`,
    [processing.job.name],
  );
}

/** First those after which nothing has become of their row: it is as the event tells it. */
export function eventsLeft(subject: Subject, { type, version }: EventDefinition): Promise<Left[]> {
  return subject.sql(
    `SELECT e.id, e.organization_id, e.caller_id, e.request_id
       FROM outbox_events e
       JOIN (SELECT aggregate_id, MAX(sequence) AS last_one FROM outbox_events GROUP BY aggregate_id) latest
         ON latest.aggregate_id = e.aggregate_id
      WHERE e.type = ? AND e.event_version = ?
      ORDER BY (e.sequence = latest.last_one) DESC, e.id DESC
      LIMIT ${mostRead}`,
    [type, version],
  );
}
