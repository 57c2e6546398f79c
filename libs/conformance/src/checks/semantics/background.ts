import { schedulesOf } from '@keelson/platform';
import { installationScope } from '@keelson/kernel';
import type { Proceedings } from '../../check.js';
import type { Judged } from '../../judged.js';
import { untied, untiedJoins } from '../gateway/joins.js';
import { attempt, isOutside, runJob, workersOf, type JobRun, type Worker } from '../job-run.js';
import { leftWork } from '../left-work.js';
import { repeatedBy } from './repeated-work.js';
import { swallowed, swallowedIn } from './swallowed-jobs.js';
import { unrecorded, unrecordedWrites } from './unrecorded-writes.js';

/** Jobs that one schedule may bring about, and that are done after it. */
const mostFollowing = 50;

/**
 * Each schedule comes round once and what it enqueues is done, over the rows that the run has made; then each subscriber
 * meets some events of the run, and some jobs are done of each kind that is left. What they send is held against the gate
 * and the store like that of requests, and what may come to be repeated is repeated.
 */
export async function judgeBackground(judged: Judged, proceedings: Proceedings): Promise<void> {
  const { registry, subject } = judged;
  const workers = workersOf(subject).filter(({ type }) => judged.covers(judged.placeOf(type).module));
  const judge = judgeOfRuns(judged, proceedings);
  for (const { name, job, payload } of schedulesOf(registry)) {
    const by = workers.find(({ processing }) => processing.job.name === job.name);
    if (!by) continue;
    const requestId = crypto.randomUUID();
    const cause = { id: requestId, requestId, scope: installationScope, callerId: null, operation: name };
    await judge(await attempt(subject, by, payload, cause), `The schedule "${name}"`);
    const following = await subject.sql(
      "SELECT id FROM jobs WHERE request_id = ? AND kind = 'job' AND state <> 'done'",
      [requestId],
    );
    for (const { id } of following.slice(0, mostFollowing)) {
      const run = await runJob(subject, String(id));
      if (run) await judge(run, `The job "${run.by.processing.job.name}" of the schedule "${name}"`);
    }
  }
  for (const worker of [...workers].sort(subscribersFirst))
    for await (const run of leftWork(subject, worker)) {
      const { name } = worker.processing.job;
      // The rows that it was meant for may be gone by now: only what it has sent is judged.
      await judge({ ...run, error: null }, `The ${worker.subscriber ? 'subscriber' : 'job'} "${name}"`);
    }
}

/** They may enqueue jobs. */
function subscribersFirst(one: Worker, other: Worker): number {
  return Number(other.subscriber !== undefined) - Number(one.subscriber !== undefined);
}

function judgeOfRuns(judged: Judged, proceedings: Proceedings): (run: JobRun, what: string) => Promise<void> {
  const find = unrecordedWrites(judged);
  const findJoin = untiedJoins(judged);
  // The same job comes once for each organization.
  const told = new Set<string>();
  return async (run, what) => {
    const { by, error, statements, refusals } = run;
    const tell = (rule: string, message: string, mend: string) => {
      const key = `${rule} ${by.type.name}`;
      if (told.has(key)) return;
      told.add(key);
      proceedings.found({
        rule,
        operation: null,
        place: judged.placeOf(by.type),
        message: `${what} ${message}`,
        mend,
        evidence: { statements },
      });
    };
    const [refusal] = refusals;
    if (refusal !== undefined)
      tell(
        'semantics/job-statement-refused',
        `sends a statement that is not limited to its organization. ${refusal}`,
        'Bind organization_id = currentOrganizationId() for each tenant table, or enter the organization first, with asOrganization(…).',
      );
    else if (error && !isOutside(error))
      tell(
        'semantics/schedule-fails',
        `fails on rows that its feature accepted: ${error.name}: ${error.message}`,
        'Fix the error that the message reports. Handle missing values row by row, so that one bad row does not stop the schedule from processing the others.',
      );
    else proceedings.held('semantics/background', null);
    const found = find(statements);
    if (found) tell('semantics/unrecorded-write', unrecorded.says(found.table), unrecorded.mend);
    else proceedings.held('semantics/unrecorded-write', null);
    const join = findJoin(statements);
    if (join) tell(untied.rule, untied.says(join.tables), untied.mend);
    const job = await swallowedIn(judged.subject, statements);
    if (job) tell('semantics/job-swallowed', swallowed.says(job), swallowed.mend);
    else if (job === null) proceedings.held('semantics/job-swallowed', null);
    const repeated = await repeatedBy(judged, run);
    if (repeated)
      tell(
        'semantics/repeats-outside',
        `${repeated} when it runs twice with the same id, as it can after a crash, because it declares effects: "outside".`,
        'Move the write to a separate job or subscriber with effects: "database", which takes effect only once. Or check first whether the row was already written.',
      );
    else if (repeated === null) proceedings.held('semantics/repeats-outside', null);
  };
}
