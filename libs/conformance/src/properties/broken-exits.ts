import type { Proceedings } from '../check.js';
import type { Judged } from '../judged.js';
import { attempt, causeOf, workersOf, type Cause, type JobRun, type Worker } from '../checks/job-run.js';
import { eventsLeft, jobsLeft } from '../checks/left-work.js';
import { recordedTables, targetsOf } from '../checks/semantics/unrecorded-writes.js';
import { withExits, type Call } from './exits.js';
import { isExcused } from './excused.js';
import { changesIn, tablesAt, type Tables } from './row-changes.js';

/** Work that waits, on rows of which nothing has become since. */
interface Piece {
  readonly payload: unknown;
  readonly cause: Cause;
}

/** What a piece of work has come to, after as many attempts as it took. */
interface Done {
  readonly error: Error | null;
  readonly calls: readonly Call[];
  /** What has become of rows, without what differs from one piece to the next. */
  readonly changes: string;
  readonly tables: readonly string[];
  readonly attempts: number;
}

/** Pieces of one kind that are tried; of many that are left the rows are gone by now. */
const mostPieces = 24;
/** Pieces of each kind that are made anew. */
const freshPieces = 5;
/** Calls of one piece that are made to fail, each in a run of its piece. */
const mostFailing = 3;
const mostAttempts = 3;

/**
 * Each call that background work makes to another system breaks once after it has arrived. After the next attempts, no
 * call was repeated under another id, none is missing, and the rows are as after a run without a failure.
 */
export async function judgeBrokenExits(judged: Judged, proceedings: Proceedings): Promise<void> {
  const workers = workersOf(judged.subject).filter(
    ({ processing, type }) => processing.effects === 'outside' && judged.covers(judged.placeOf(type).module),
  );
  // Much of the work that the run has left was done before.
  for (let time = 0; workers.length > 0 && time < freshPieces; time += 1)
    await judged.world.exercise(judged.world.owner);
  for (const by of workers) await new BrokenExits(judged, proceedings, by).judge();
}

class BrokenExits {
  private tables: Tables = [];

  constructor(
    private readonly judged: Judged,
    private readonly proceedings: Proceedings,
    private readonly by: Worker,
  ) {}

  async judge(): Promise<void> {
    const pieces = await this.pieces();
    const whole = await this.whole(pieces);
    if (!whole) return;
    for (let failing = 1; failing <= Math.min(whole.calls.length, mostFailing); failing += 1) {
      const broken = await this.comparable(pieces, failing);
      if (broken) this.compare(whole, broken, failing);
    }
  }

  /** Two pieces that come to the same without a failure: what is compared with them is no matter of the piece. */
  private async whole(pieces: Piece[]): Promise<Done | null> {
    let last: Done | null = null;
    for (let piece = pieces.shift(); piece; piece = pieces.shift()) {
      const done = await this.done(piece, 0);
      if (done.error !== null || done.calls.length === 0) continue;
      // The first has shown only which tables there are to look at.
      if (this.tables.length === 0 && done.tables.length > 0) this.tables = done.tables;
      else if (last && isAlike(last, done)) return done;
      else last = done;
    }
    return null;
  }

  private async comparable(pieces: Piece[], failing: number): Promise<Done | null> {
    for (let piece = pieces.shift(); piece; piece = pieces.shift()) {
      const done = await this.done(piece, failing);
      if (done.calls.some(({ isAcknowledged }) => !isAcknowledged)) return done;
    }
    return null;
  }

  private async done({ payload, cause }: Piece, failing: number): Promise<Done> {
    const { subject } = this.judged;
    const before = await tablesAt(subject, this.tables);
    const progress = { checkpoint: null as unknown };
    const id = crypto.randomUUID();
    const calls: Call[] = [];
    const tables = new Set<string>();
    let run: JobRun | null = null;
    let attempts = 0;
    for (; attempts < mostAttempts && (run === null || run.error !== null); attempts += 1) {
      const heard = await withExits(subject, attempts === 0 ? failing : 0, () =>
        attempt(subject, this.by, payload, { ...cause, id }, progress),
      );
      calls.push(...heard.calls);
      run = heard.outcome;
      for (const { text } of run.statements) for (const table of targetsOf(text)) tables.add(table);
      if (failing === 0) break;
    }
    const changes = changesIn(before, await tablesAt(subject, this.tables));
    return { error: run?.error ?? null, calls, changes, tables: recorded(this.judged, tables), attempts };
  }

  private compare(whole: Done, broken: Done, failing: number): void {
    const repeated = repeatedCall(broken.calls);
    if (repeated)
      return this.found(
        'effect-repeated',
        `repeats ${describe(repeated[0])} with a different id (${repeated.map(({ ids }) => ids || 'none').join(', then ')}) if the connection breaks before the response, so the other system treats it as a new call.`,
        'Send an id that is the same for every attempt: the id of the attempt, the event or the row.',
        broken,
        whole,
      );
    const again = doneAgain(broken.calls, whole.calls);
    if (again)
      return this.found(
        'effect-repeated',
        `repeats ${describe(again)}, which succeeded, when call ${failing} fails and the work is retried.`,
        'Make each call in a separate job, or save the progress with attempt.save and skip completed calls in the next attempt. Or send an id that is the same for every attempt.',
        broken,
        whole,
      );
    this.held('effect-repeated');
    // What gives up for good may say so in its rows.
    if (broken.error !== null) return;
    const isSame = broken.changes === whole.changes;
    const isMeant = isExcused(this.judged, 'effect-lost', this.by.processing.job.name);
    if (acknowledged(broken) < acknowledged(whole) && isSame && !isMeant)
      return this.found(
        'effect-lost',
        `succeeds and leaves the rows as if every call had succeeded, although call ${failing} failed and was not repeated.`,
        `Do not catch the error of the call, so that the job is retried. Mark the work as done after the call, not before. If the call is allowed to fail, declare it: invariants(bestEffort('${this.by.processing.job.name}', 'why')).`,
        broken,
        whole,
      );
    this.held('effect-lost');
    if (isSame || acknowledged(broken) > acknowledged(whole)) return this.held('half-done');
    if (broken.attempts > 1)
      this.found(
        'half-done',
        `leaves different rows after call ${failing} failed and ${broken.attempts} attempts were made than a run without failures does.`,
        'Make sure that every attempt can start from the rows that a failed attempt leaves: look for rows in both states, or write only after the call.',
        broken,
        whole,
      );
  }

  private held(rule: string): void {
    this.proceedings.held(`properties/${rule}`, null);
  }

  private found(rule: string, what: string, mend: string, broken: Done, whole: Done): void {
    const { subscriber, processing, type } = this.by;
    this.proceedings.found({
      rule: `properties/${rule}`,
      operation: null,
      place: this.judged.placeOf(type),
      message: `The ${subscriber ? 'subscriber' : 'job'} "${processing.job.name}" ${what}`,
      mend,
      evidence: {
        rows: { actual: broken.changes.split('\n'), expected: whole.changes.split('\n') },
        notes: broken.calls.map(
          (call, at) =>
            `Call ${at + 1}: ${describe(call)}, id ${call.ids || 'none'}, ${call.isAcknowledged ? 'answered' : 'received, but the connection broke'}`,
        ),
      },
    });
  }

  private async pieces(): Promise<Piece[]> {
    const { subject } = this.judged;
    if (!this.by.subscriber)
      return (await jobsLeft(subject, this.by)).slice(0, mostPieces).map((row) => ({
        payload:
          typeof row['payload'] === 'string' ? (JSON.parse(row['payload']) as unknown) : row['payload'],
        cause: causeOf(row, '', this.by),
      }));
    const pieces: Piece[] = [];
    for (const event of this.by.subscriber.to)
      for (const row of (await eventsLeft(subject, event)).slice(0, mostPieces))
        pieces.push({ payload: { eventId: row['id'] }, cause: causeOf(row, '', this.by) });
    return pieces;
  }
}

function isAlike(one: Done, other: Done): boolean {
  return one.changes === other.changes && one.calls.length === other.calls.length;
}

function acknowledged({ calls }: Done): number {
  return calls.filter(({ isAcknowledged }) => isAcknowledged).length;
}

/** The broken call and the one that repeats it under another id. What only reads has no effect, and a mail has no id. */
function repeatedCall(calls: readonly Call[]): readonly [Call, Call] | null {
  const at = calls.findIndex(({ isAcknowledged }) => !isAcknowledged);
  const broken = calls[at];
  if (!broken || ['mail', 'GET', 'HEAD'].includes(broken.kind)) return null;
  const isAgain = ({ kind, target, says }: Call) =>
    kind === broken.kind && target === broken.target && says === broken.says;
  const again = calls.slice(at + 1).find(isAgain);
  return again && (again.ids !== broken.ids || again.ids === '') ? [broken, again] : null;
}

/** A call that has succeeded twice, with no id by which the other side could tell; unless that is so without a failure. */
function doneAgain(calls: readonly Call[], usual: readonly Call[]): Call | null {
  const twiceIn = (all: readonly Call[]) => {
    const effects = all.filter(
      ({ kind, isAcknowledged }) => isAcknowledged && !['GET', 'HEAD'].includes(kind),
    );
    return effects.find(({ kind, target, says, ids }, at) =>
      effects
        .slice(0, at)
        .some(
          (one) =>
            one.kind === kind &&
            one.target === target &&
            one.says === says &&
            (kind === 'mail' || one.ids !== ids || ids === ''),
        ),
    );
  };
  return twiceIn(usual) ? null : (twiceIn(calls) ?? null);
}

function describe({ kind, target }: Call): string {
  return kind === 'mail' ? `an email to ${target}` : `${kind} ${target}`;
}

/** Tables of organizations' rows among those that were written. */
function recorded({ registry, subject }: Judged, written: ReadonlySet<string>): string[] {
  const tables = recordedTables({ registry, subject });
  return [...written].filter((table) => tables.has(table));
}
