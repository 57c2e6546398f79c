import type { Judged } from '../judged.js';
import type { Answer } from '../subject.js';
import { jobsIn } from '../checks/enqueued-jobs.js';
import { attempt, causeOf, runJob, workersOf, type JobRun } from '../checks/job-run.js';
import { requestIdOf } from '../checks/semantics/trial.js';

/** Does what a request has left to be done after it: the jobs that it enqueued, and the deliveries of its events. */
export async function workAfter({ subject }: Pick<Judged, 'subject'>, answer: Answer): Promise<JobRun[]> {
  const runs: JobRun[] = [];
  for (const { id } of answer.statements.flatMap((statement) => jobsIn(statement))) {
    const run = await runJob(subject, id);
    if (run) runs.push(run);
  }
  const rows = await subject.sql(
    'SELECT id, type, event_version, organization_id, caller_id, request_id FROM outbox_events WHERE request_id = ? ORDER BY id',
    [requestIdOf(answer)],
  );
  for (const row of rows.slice(0, mostDelivered))
    for (const by of workersOf(subject)) {
      const isFor = by.subscriber?.to.some(
        ({ type, version }) => type === row['type'] && version === Number(row['event_version']),
      );
      if (!isFor) continue;
      runs.push(await attempt(subject, by, { eventId: row['id'] }, causeOf(row, crypto.randomUUID(), by)));
    }
  return runs;
}

/** Events of one request that are delivered: more of them are alike. */
const mostDelivered = 10;
