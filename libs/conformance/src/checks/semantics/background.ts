import type { Proceedings } from '../../check.js';
import type { Judged } from '../../judged.js';
import { attempt, jobClasses, runJob, type JobRun } from '../job-run.js';
import { unrecorded, unrecordedWrites } from './unrecorded-writes.js';

/** Jobs that one schedule may bring about, and that are done after it. */
const mostFollowing = 50;

/**
 * Each schedule comes round once and what it enqueues is done, over the rows that the run has made; so is one job of
 * each kind that requests have left. What they send is held against the gate and the store like that of requests.
 */
export async function judgeBackground(judged: Judged, proceedings: Proceedings): Promise<void> {
  const { registry, subject } = judged;
  const classes = jobClasses(subject).filter(({ type }) => judged.covers(judged.placeOf(type).module));
  const judge = judgeOfRuns(judged, proceedings);
  for (const { name, job, payload } of registry.schedules) {
    const by = classes.find(({ processing }) => processing.job.name === job.name);
    if (!by) continue;
    const requestId = crypto.randomUUID();
    const cause = { id: requestId, requestId, organizationId: null, callerId: null, operation: name };
    judge(await attempt(subject, by, payload, cause), `The schedule "${name}"`);
    const following = await subject.sql(
      "SELECT id FROM jobs WHERE request_id = ? AND kind = 'job' AND state <> 'done'",
      [requestId],
    );
    for (const { id } of following.slice(0, mostFollowing)) {
      const run = await runJob(subject, String(id));
      if (run) judge(run, `The job "${run.by.processing.job.name}" of the schedule "${name}"`);
    }
  }
  for (const { processing } of classes) {
    const { name } = processing.job;
    const [left] = await subject.sql(
      "SELECT id FROM jobs WHERE queue = ? AND kind = 'job' AND state = 'waiting' ORDER BY id DESC LIMIT 1",
      [name],
    );
    const run = left && (await runJob(subject, String(left['id'])));
    // The rows that it was meant for may be gone by now: only what it has sent is judged.
    if (run) judge({ ...run, error: null }, `The job "${name}"`);
  }
}

function judgeOfRuns(judged: Judged, proceedings: Proceedings): (run: JobRun, what: string) => void {
  const find = unrecordedWrites(judged);
  // The same job comes once for each organization.
  const told = new Set<string>();
  return ({ by, error, statements, refusals }, what) => {
    const tell = (rule: string, message: string, mend: string) => {
      const key = `${rule} ${by.type.name}`;
      if (told.has(key)) return;
      told.add(key);
      proceedings.found({
        rule: `semantics/${rule}`,
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
        'job-statement-refused',
        `sends a statement that does not keep to its organization. ${refusal}`,
        'Bind organization_id = currentOrganizationId() to each tenant’s table, or enter the organization by asOrganization(…) first.',
      );
    else if (error && !isOutside(error))
      tell(
        'schedule-fails',
        `fails over rows that its own feature has accepted: ${error.name}: ${error.message}`,
        'Mend what the message says; what one row may lack must not keep a schedule from the others.',
      );
    else proceedings.held('semantics/background', null);
    const found = find(statements);
    if (found) tell('unrecorded-write', unrecorded.says(found.table), unrecorded.mend);
    else proceedings.held('semantics/unrecorded-write', null);
  };
}

/** Whether another system was away, which the kit can't bring along. */
function isOutside(error: Error): boolean {
  const { code, cause } = error as { readonly code?: unknown; readonly cause?: unknown };
  return (
    ['AbortError', 'TimeoutError'].includes(error.name) ||
    (typeof code === 'string' && /^(E[A-Z]+|UND_ERR_\w+)$/.test(code)) ||
    (cause instanceof Error && isOutside(cause))
  );
}
