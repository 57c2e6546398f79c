import { asOrganization, readInput, withContext, type ConcreteType } from '@keelson/kernel';
import { Database, type JobAttempt, type JobHandler, type JobProcessing } from '@keelson/platform';
import { backgroundOf } from '../catalogue/background.js';
import type { Overheard, Subject } from '../subject.js';

/** How long a job may take, in milliseconds. */
const patienceMs = 30_000;

/** A class that processes jobs. */
export interface JobClass {
  readonly type: ConcreteType;
  readonly processing: JobProcessing;
}

/** What one attempt at a job has sent. */
export interface JobRun extends Omit<Overheard<unknown>, 'outcome'> {
  readonly by: JobClass;
  /** What it has thrown; null when it has come to its end. */
  readonly error: Error | null;
}

/** On whose behalf a job is done. */
interface Cause {
  readonly id: string;
  readonly requestId: string;
  readonly organizationId: string | null;
  readonly callerId: string | null;
  readonly operation: string;
}

export function jobClasses({ application }: Pick<Subject, 'application'>): JobClass[] {
  return backgroundOf(application).flatMap(({ type, processing }) =>
    processing ? [{ type, processing }] : [],
  );
}

/**
 * Does a job of the table: nothing works in the background of what is judged, so that no row changes meanwhile.
 * @returns null when there is no such job, or nobody processes it
 */
export async function runJob(subject: Subject, id: string): Promise<JobRun | null> {
  const [row] = await subject.sql(
    'SELECT queue, payload, organization_id, caller_id, request_id, operation FROM jobs WHERE id = ?',
    [id],
  );
  const by = jobClasses(subject).find(({ processing }) => processing.job.name === row?.['queue']);
  if (!row || !by) return null;
  const owner = String(row['organization_id']);
  const payload: unknown = typeof row['payload'] === 'string' ? JSON.parse(row['payload']) : row['payload'];
  const run = await attempt(subject, by, payload, {
    id,
    requestId: String(row['request_id']),
    organizationId: /^[0-]+$/.test(owner) ? null : owner,
    callerId: row['caller_id'] as string | null,
    operation: (row['operation'] as string | null) ?? by.processing.job.name,
  });
  if (run.error === null)
    await subject.sql("UPDATE jobs SET state = 'done', dedupe_key = NULL WHERE id = ?", [id]);
  return run;
}

/** One attempt, in the context and the transaction that a worker would give it. */
export async function attempt(
  { application, overhear }: Pick<Subject, 'application' | 'overhear'>,
  by: JobClass,
  payload: unknown,
  { id, organizationId, ...cause }: Cause,
): Promise<JobRun> {
  const handler = application.get<JobHandler<object>>(by.type, { strict: false });
  const { job, effects } = by.processing;
  const work = () => Promise.resolve(handler.run(readInput(job.payload, payload), attemptAt(id)));
  const done = () =>
    effects === 'database' ? application.get(Database, { strict: false }).transaction(work) : work();
  const { requestId, callerId: causedBy, operation } = cause;
  const within = () => withContext({ requestId, causedBy, operation }, done);
  const { outcome, statements, refusals } = await overhear(() =>
    (organizationId === null ? within() : asOrganization(organizationId, within)).then(
      () => null,
      (error: unknown) => (error instanceof Error ? error : new Error(String(error))),
    ),
  );
  return { by, error: outcome, statements, refusals };
}

function attemptAt(id: string): JobAttempt {
  return {
    id,
    number: 1,
    signal: AbortSignal.timeout(patienceMs),
    checkpoint: null,
    save: () => Promise.resolve(),
    progress: () => undefined,
  };
}
