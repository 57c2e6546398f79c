import {
  readInput,
  withContext,
  type ConcreteType,
  type OwnScope,
  type SubscriberMeta,
} from '@keelson/kernel';
import {
  Database,
  ProcessorRegistry,
  readScope,
  type JobAttempt,
  type JobHandler,
  type JobProcessing,
} from '@keelson/platform';
import { backgroundOf } from '../catalog/background.js';
import type { Overheard, Subject } from '../subject.js';

/** How long a job may take, in milliseconds. */
const patienceMs = 30_000;

/** A class that does jobs of one kind; a subscriber's are the deliveries of events. */
export interface Worker {
  readonly type: ConcreteType;
  readonly processing: JobProcessing;
  readonly subscriber: SubscriberMeta | undefined;
  readonly handler: () => JobHandler<object>;
}

/** What one attempt at a job has sent. */
export interface JobRun extends Omit<Overheard<unknown>, 'outcome'> {
  readonly by: Worker;
  /** What it has returned; null when that is nothing. */
  readonly result: unknown;
  /** What it has written into its file; null when that is nothing. */
  readonly file: string | null;
  /** What it has thrown; null when it has come to its end. */
  readonly error: Error | null;
  /** The same attempt once more, as when its process has died before the job was marked as done. */
  readonly again: () => Promise<JobRun>;
}

/** On whose behalf a job is done. */
export interface Cause {
  readonly id: string;
  readonly requestId: string;
  readonly scope: OwnScope;
  readonly callerId: string | null;
  readonly operation: string;
}

/** What a job has saved of its progress. */
interface Progress {
  checkpoint: unknown;
  file?: string;
}

/** Of a file that is kept for looking at, in characters. */
const longestFile = 1_000_000;

export function workersOf({ application }: Pick<Subject, 'application'>): Worker[] {
  const { added } = application.get(ProcessorRegistry, { strict: false });
  return backgroundOf(application).flatMap(({ type, processing, subscriber }): Worker[] => {
    if (processing)
      return [{ type, processing, subscriber, handler: () => application.get(type, { strict: false }) }];
    const deliveries = added.find((one) => one.processing.job.name === subscriber?.name);
    return deliveries
      ? [{ type, subscriber, processing: deliveries.processing, handler: () => deliveries.handler }]
      : [];
  });
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
  const by = workersOf(subject).find(({ processing }) => processing.job.name === row?.['queue']);
  if (!row || !by) return null;
  const payload: unknown = typeof row['payload'] === 'string' ? JSON.parse(row['payload']) : row['payload'];
  const run = await attempt(subject, by, payload, causeOf(row, id, by));
  if (run.error === null)
    await subject.sql("UPDATE jobs SET state = 'done', dedupe_key = NULL, result = ? WHERE id = ?", [
      run.result === null ? null : JSON.stringify(run.result),
      id,
    ]);
  return run;
}

/** The cause of a job or event, as its row tells it. */
export function causeOf(
  row: Readonly<Record<string, unknown>>,
  id: string,
  { processing }: Pick<Worker, 'processing'>,
): Cause {
  return {
    id,
    requestId: String(row['request_id']),
    scope: readScope(String(row['organization_id'])),
    callerId: row['caller_id'] as string | null,
    operation: (row['operation'] as string | null | undefined) ?? processing.job.name,
  };
}

/** One attempt, in the context and the transaction that a worker would give it. */
export async function attempt(
  subject: Pick<Subject, 'application' | 'overhear'>,
  by: Worker,
  payload: unknown,
  cause: Cause,
  progress: Progress = { checkpoint: null },
): Promise<JobRun> {
  const { job, effects } = by.processing;
  const { id, scope, requestId, callerId: causedBy, operation } = cause;
  const work = () =>
    Promise.resolve(by.handler().run(readInput(job.payload, payload), attemptAt(id, progress)));
  const done = () =>
    effects === 'database' ? subject.application.get(Database, { strict: false }).transaction(work) : work();
  const { outcome, statements, refusals } = await subject.overhear(() =>
    withContext(
      { requestId, causedBy, operation, ...(scope.kind === 'organization' && { scope }) },
      done,
    ).then(
      (result) => ({ result: result ?? null, error: null }),
      (error: unknown) => ({
        result: null,
        error: error instanceof Error ? error : new Error(String(error)),
      }),
    ),
  );
  const again = () => attempt(subject, by, payload, cause, progress);
  return { by, ...outcome, file: progress.file ?? null, statements, refusals, again };
}

function attemptAt(id: string, progress: Progress): JobAttempt {
  return {
    id,
    number: 1,
    signal: AbortSignal.timeout(patienceMs),
    checkpoint: progress.checkpoint,
    save: (checkpoint) => {
      progress.checkpoint = JSON.parse(JSON.stringify(checkpoint));
      return Promise.resolve();
    },
    // Nobody reads it; what it takes to write it is heard.
    writeFile: async (_file, content) => {
      let bytes = 0;
      progress.file = '';
      for await (const piece of content) {
        bytes += Buffer.byteLength(piece);
        if (progress.file.length < longestFile) progress.file += String(piece);
      }
      return { bytes };
    },
    progress: () => undefined,
  };
}

/** Whether another system was away, which the kit can't bring along. */
export function isOutside(error: Error): boolean {
  const { code, cause } = error as { readonly code?: unknown; readonly cause?: unknown };
  return (
    ['AbortError', 'TimeoutError'].includes(error.name) ||
    (typeof code === 'string' && /^(E[A-Z]+|UND_ERR_\w+)$/.test(code)) ||
    (cause instanceof Error && isOutside(cause))
  );
}
