import { schedulesOf } from '@keelson/platform';
import { installationScope } from '@keelson/kernel';
import type { Proceedings } from '../../check.js';
import type { Judged } from '../../judged.js';
import type { SentStatement } from '../../subject.js';
import { planOf } from './plan.js';
import { attempt, causeOf, isOutside, workersOf, type Cause, type JobRun, type Worker } from '../job-run.js';

/** Work that can be done again and again over few rows. */
interface Piece {
  readonly by: Worker;
  readonly payload: unknown;
  readonly cause: Cause;
}

/** Rows that one statement of a job may answer: a large batch, half of what an organization has in a filled table. */
const mostLoaded = 5_000;
/** Different statements of a piece of work that are looked at. */
const mostPlanned = 50;

/** Statements of a run that the report shows: the last ones, where it ended. */
const mostShown = 20;

/** Does work in the background over few rows and over many: what comes to its end over few must do so over many. */
export class BackgroundBudget {
  private readonly pieces: Piece[] = [];

  constructor(
    private readonly judged: Judged,
    private readonly proceedings: Proceedings,
  ) {}

  /** Notes what comes to its end, done again: what fails the second time fails by what the first has done. */
  async note(): Promise<void> {
    for (const piece of await this.found())
      if (!(await this.done(piece)).error && !(await this.done(piece)).error) this.pieces.push(piece);
  }

  async judge(): Promise<void> {
    for (const piece of this.pieces) {
      const { error, statements } = await this.done(piece);
      if (!error || isOutside(error)) {
        this.proceedings.held('budgets/background-fails', null);
        await this.judgeLoaded(piece, statements);
        continue;
      }
      const { subscriber, processing, type } = piece.by;
      this.proceedings.found({
        rule: 'budgets/background-fails',
        operation: null,
        place: this.judged.placeOf(type),
        message: `The ${subscriber ? 'subscriber' : 'job'} "${processing.job.name}" succeeds with few rows, but fails with many: ${error.name}: ${error.message}`,
        mend: 'Read the rows in pages, or process all of them in one statement. A long job should save its position.',
        evidence: { statements: statements.slice(-mostShown) },
      });
    }
  }

  /** No statement of the work answers more rows than a page of the store may have. */
  private async judgeLoaded({ by }: Piece, statements: readonly SentStatement[]): Promise<void> {
    const { subject } = this.judged;
    const reading = new Map<string, SentStatement>();
    // The first of each text: what goes on after the last row reads less.
    for (const one of statements)
      if (/^\s*(select|with)\b/i.test(one.text) && !reading.has(one.text)) reading.set(one.text, one);
    for (const statement of [...reading.values()].slice(0, mostPlanned)) {
      const { returned } = await planOf(subject, statement);
      if (returned <= mostLoaded) {
        this.proceedings.held('budgets/rows-loaded', null);
        continue;
      }
      const { subscriber, processing, type } = by;
      this.proceedings.found({
        rule: 'budgets/rows-loaded',
        operation: null,
        place: this.judged.placeOf(type),
        message: `The ${subscriber ? 'subscriber' : 'job'} "${processing.job.name}" loads ${returned} rows into memory with one statement.`,
        mend: 'Read the rows in pages: use ORDER BY id with a LIMIT, and start each page after the last id. A long job should save its position. Or do the work in the database with one statement.',
        evidence: { statements: [statement] },
      });
      return;
    }
  }

  /** Under an id of its own: what is done once under an id would do nothing. */
  private done({ by, payload, cause }: Piece): Promise<JobRun> {
    return attempt(this.judged.subject, by, payload, { ...cause, id: crypto.randomUUID() });
  }

  /** The latest of each kind in the organization whose tables will be filled, and what each schedule begins. */
  private async found(): Promise<Piece[]> {
    const { registry, subject } = this.judged;
    const pieces: Piece[] = [];
    for (const by of workersOf(subject).filter(({ type }) =>
      this.judged.covers(this.judged.placeOf(type).module),
    )) {
      for (const { name, job, payload } of schedulesOf(registry))
        if (job.name === by.processing.job.name) pieces.push({ by, payload, cause: causeOfSchedule(name) });
      pieces.push(...(by.subscriber ? await this.deliveries(by) : await this.jobs(by)));
    }
    return pieces;
  }

  private async jobs(by: Worker): Promise<Piece[]> {
    const rows = await this.judged.subject.sql(
      "SELECT payload, organization_id, caller_id, request_id, operation FROM jobs WHERE organization_id = ? AND queue = ? AND kind = 'job' ORDER BY id DESC LIMIT 1",
      [this.judged.world.owner.organizationId, by.processing.job.name],
    );
    return rows.map((row) => ({ by, payload: parsed(row['payload']), cause: causeOf(row, '', by) }));
  }

  private async deliveries(by: Worker): Promise<Piece[]> {
    const pieces: Piece[] = [];
    for (const { type, version } of by.subscriber?.to ?? []) {
      const [row] = await this.judged.subject.sql(
        'SELECT id, organization_id, caller_id, request_id FROM outbox_events WHERE organization_id = ? AND type = ? AND event_version = ? ORDER BY id DESC LIMIT 1',
        [this.judged.world.owner.organizationId, type, version],
      );
      if (row) pieces.push({ by, payload: { eventId: row['id'] }, cause: causeOf(row, '', by) });
    }
    return pieces;
  }
}

function causeOfSchedule(operation: string): Cause {
  return { id: '', requestId: crypto.randomUUID(), scope: installationScope, callerId: null, operation };
}

function parsed(value: unknown): unknown {
  return typeof value === 'string' ? JSON.parse(value) : value;
}
