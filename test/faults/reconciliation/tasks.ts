import type { Call } from '../feature/recorder-client.js';
import { taskFileBytes } from '../feature/task-file.js';
import type { Findings } from '../findings.js';
import type { Ledger } from '../ledger.js';
import { grouped, text, type Books, type JobRow } from './books.js';

/** How the last attempt of a bad task ends; a kill may come before. */
const deaths: Readonly<Record<string, string>> = {
  throw: 'failed',
  hang: 'timed-out',
  garbage: 'invalid',
  forged: 'invalid',
};
const over = ['done', 'dead', 'cancelled', 'skipped'];

/** Jobs were done exactly as they were acknowledged, nothing waits, and only what was bad on purpose is dead. */
export function reconcileTasks(
  books: Books,
  ledger: Ledger,
  calls: readonly Call[],
  findings: Findings,
  forged: ReadonlySet<string>,
): void {
  const tasks = books.jobs.filter(
    ({ kind, queue, id }) => kind === 'job' && queue.startsWith('ledger.') && !forged.has(id),
  );
  const byToken = grouped(tasks, ({ payload }) => text(payload['token']));
  const effects = grouped(books.effects, ({ cause }) => cause);
  const called = new Set(calls.map(({ id }) => id));
  const acknowledged = ledger.of('task');
  for (const { id, token } of acknowledged) {
    const kind = token.split('-')[0] ?? '';
    const made = byToken.get(token) ?? [];
    const job = made.find((one) => one.id === id);
    if (!job) findings.add('lost', `task ${kind}`, token);
    if (made.length > 1) findings.add('doubled', `task ${kind}`, token);
    if (!job || !over.includes(job.state)) continue;
    if (kind in deaths) died(job, kind, books, findings);
    else if (job.state !== 'done')
      findings.add('stuck', `task ${kind} that is ${job.state}`, told(job, books));
    else if (kind === 'file') leftFile(id, token, books, findings);
    else done(kind, token, id, effects.get(token)?.map(({ sequence }) => sequence) ?? [], called, findings);
  }
  const known = new Set([...acknowledged, ...ledger.openOf('task')].map(({ token }) => token));
  for (const token of byToken.keys())
    if (!known.has(token)) findings.add('doubled', 'task that nobody asked for', token);
  if (books.strayChunks > 0) findings.add('doubled', 'chunks of no file', String(books.strayChunks));
  unfinished(books, findings, forged);
  refused(books, findings, forged);
}

/** What another version would have left was refused by name: the job, and each event by its subscribers. */
function refused(books: Books, findings: Findings, forged: ReadonlySet<string>): void {
  const about = (job: JobRow) => (job.kind === 'job' ? job.id : lineOf(job));
  const made = grouped(books.jobs, about);
  for (const id of forged) {
    const jobs = made.get(id) ?? [];
    if (jobs.length === 0) findings.add('lost', 'forgery that nobody met', id);
    for (const job of jobs) died(job, 'forged', books, findings);
  }
}

function done(
  kind: string,
  token: string,
  id: string,
  sequences: number[],
  called: ReadonlySet<string>,
  findings: Findings,
): void {
  if (kind === 'call') {
    if (!called.has(id)) findings.add('lost', 'call of a task', token);
    return;
  }
  const wanted = kind === 'steps' ? [1, 2, 3] : [1];
  for (const step of wanted) {
    const count = sequences.filter((one) => one === step).length;
    if (count === 0) findings.add('lost', `effect of task ${kind}`, token);
    if (count > 1) findings.add('doubled', `effect of task ${kind}`, token);
  }
}

/** However often it began anew, a task has left one file with all of its bytes. */
function leftFile(id: string, token: string, books: Books, findings: Findings): void {
  const file = books.files.get(id);
  if (!file?.complete) return findings.add('lost', 'file of a task', token);
  if (file.bytes !== taskFileBytes || file.stored !== taskFileBytes)
    findings.add('doubled', 'bytes in the file of a task', `${token}: ${file.stored} of ${file.bytes}`);
}

function died(job: JobRow, kind: string, books: Books, findings: Findings): void {
  const outcomes = books.outcomes.get(job.id) ?? [];
  if (job.state !== 'dead') findings.add('stuck', `task ${kind} that is ${job.state}`, job.id);
  else if (outcomes.at(-1) !== deaths[kind] && outcomes.at(-1) !== 'lost')
    findings.add('stuck', `task ${kind} without its outcome`, `${job.id} ${outcomes.join(', ')}`);
}

function unfinished(books: Books, findings: Findings, forged: ReadonlySet<string>): void {
  for (const job of books.jobs) {
    if (!over.includes(job.state))
      findings.add('stuck', `${job.kind} that is ${job.state}`, told(job, books));
    const bad = forged.has(job.id) || job.queue.replace('ledger.', '') in deaths;
    if (job.state === 'dead' && job.kind === 'delivery' && !bad && !forged.has(lineOf(job)))
      findings.add('stuck', 'delivery that is dead', told(job, books));
  }
}

/** The aggregate behind a delivery. */
function lineOf({ line }: JobRow): string {
  return line?.split(':').at(-1) ?? '';
}

function told(job: JobRow, books: Books): string {
  return `${job.queue} ${job.id} after [${(books.outcomes.get(job.id) ?? []).join(', ')}]`;
}
