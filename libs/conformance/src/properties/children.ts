import type { Resource } from '@keelson/kernel';
import type { Proceedings } from '../check.js';
import type { Judged, Operation } from '../judged.js';
import type { Answer, Inquiry, SentStatement } from '../subject.js';
import { Asking } from '../checks/access/asking.js';
import { records } from '../checks/semantics/ledger.js';
import { writtenTable } from '../explore/snapshot.js';
import { isLease } from '../checks/access/sameness.js';
import { evidenceOf, resourceOf } from '../checks/contract/requests.js';
import { isStreamed } from '../checks/streamed.js';
import { Crowds, type Kinship } from './crowds.js';
import { workAfter } from './work-after.js';

/** Statements more that are no more than work in batches takes; one for each child are five times as many. */
const mostMore = 60;

/** Changed and unchanged rows from which on it is no matter of a few that are picked. */
const fewestChanged = 20;

const mend =
  'Read and write all child rows together: use find() with the reference, saveAll(), or one statement. Process large numbers of rows in batches.';

/** Two rows, and the rows that refer to the second. */
interface Rows {
  readonly lonely: string;
  readonly crowded: string;
  /** Of whom the crowd is. */
  readonly names: readonly string[];
  readonly clones: readonly Clones[];
}

/** What an operation has come to, with the statements of each piece of work that followed. */
interface Done {
  readonly inquiry: Inquiry;
  readonly answer: Answer;
  readonly work: ReadonlyMap<string, readonly SentStatement[]>;
  /** Whether none of it has failed. */
  readonly isDone: boolean;
}

/** Rows that were made, of one table. */
interface Clones {
  readonly table: string;
  readonly ids: readonly string[];
}

/**
 * What is done to a row with 300 rows that refer to it takes no more statements than for a row without any; nor do the
 * jobs and subscribers that follow it.
 */
export class ChildrenBudget {
  private readonly asking: Asking;
  private readonly crowds: Crowds;

  constructor(
    private readonly judged: Judged,
    private readonly proceedings: Proceedings,
  ) {
    this.asking = new Asking(judged, proceedings, 'budgets');
    this.crowds = new Crowds(this.asking);
  }

  async judge(): Promise<void> {
    for (const parent of this.judged.resources) {
      if (parent.tenancy !== 'organization' || parent.audience === 'operators') continue;
      const kin = await this.crowds.kinOf(parent);
      if (kin.length === 0) continue;
      const operations = this.judged.operations.filter(
        (operation) => operation.path.includes('{id}') && this.isAbout(operation, parent),
      );
      // Reads leave the rows as they are.
      const reads = operations.filter(({ method }) => method === 'GET');
      const read = reads.length > 0 ? await this.rowsFor(parent, undefined, kin) : null;
      for (const operation of reads) if (read) await this.judgeOperation(operation, read);
      if (read) await this.drop(read);
      for (const operation of operations) {
        if (operation.method === 'GET') continue;
        const written = await this.rowsFor(parent, this.asking.stateFor(operation), kin);
        if (!written) continue;
        await this.judgeOperation(operation, written);
        await this.drop(written);
      }
    }
  }

  private isAbout(operation: Operation, parent: Resource): boolean {
    return (
      operation.rule?.kind === 'permission' &&
      !isStreamed(operation) &&
      resourceOf(this.judged.registry, operation) === parent
    );
  }

  /** A row to which no others refer, and one to which many do; null where none can be made. */
  private async rowsFor(
    parent: Resource,
    state: string | undefined,
    kin: readonly Kinship[],
  ): Promise<Rows | null> {
    const { owner } = this.judged.world;
    const lonely = await this.judged.world.newRow(owner, parent, state);
    const crowded = await this.judged.world.newRow(owner, parent, state);
    if (lonely === null || crowded === null) return null;
    const names: string[] = [];
    const clones: Clones[] = [];
    for (const one of kin) {
      const ids = await this.crowds.add(one, { id: crowded, resource: parent, state });
      clones.push({ table: one.table.name, ids });
      if (ids.length > 0) names.push(one.child.path);
    }
    return names.length > 0 ? { lonely, crowded, names, clones } : null;
  }

  private async drop({ clones }: Rows): Promise<void> {
    for (const { table, ids } of clones) await this.crowds.remove(table, ids);
  }

  private async judgeOperation(operation: Operation, rows: Rows): Promise<void> {
    const { lonely, crowded, names, clones } = rows;
    const children = Math.max(...clones.map(({ ids }) => ids.length));
    const few = await this.done(operation, lonely);
    if (few.answer.status >= 300) return;
    const many = await this.done(operation, crowded);
    // The business may refuse what has children.
    if (many.answer.status >= 400 && many.answer.status < 500) return;
    const tell = (rule: string, what: string, statements: readonly SentStatement[]) =>
      this.asking.found(rule, operation, {
        message: `${operation.title} ${what} (${names.join(', ')}).`,
        mend,
        evidence: { ...evidenceOf(many.inquiry, many.answer), statements: statements.slice(-20) },
      });
    if (many.answer.status >= 500)
      return tell(
        'children-fail',
        `succeeds for a row without children, but not for one with ${children} children: ${many.answer.status}`,
        many.answer.statements,
      );
    if (countOf(many.answer.statements) > countOf(few.answer.statements) + mostMore)
      return tell(
        'statements-per-child',
        `uses ${countOf(few.answer.statements)} statements for a row without children, but ${countOf(many.answer.statements)} for one with ${children} children`,
        many.answer.statements,
      );
    this.proceedings.held('budgets/statements-per-child', operation.title);
    const left = operation.method === 'GET' ? null : await this.leftOver(rows, many);
    if (left !== null)
      tell(
        'children-left',
        `and the jobs that it triggers change only ${left} of ${children} similar child rows`,
        many.answer.statements,
      );
    for (const [name, work] of many.work) {
      const before = countOf(few.work.get(name) ?? []);
      if (countOf(work) > before + mostMore)
        tell(
          'statements-per-child',
          `triggers "${name}", which uses ${before} statements for a row without children, but ${countOf(work)} for one with ${children} children`,
          work,
        );
    }
  }

  /** How many of the children were changed, where it is neither most nor few: all are alike. Null where work goes on. */
  private async leftOver({ clones }: Rows, { work, isDone }: Done): Promise<number | null> {
    const goesOn = [...work.values()].flat().some(({ text }) => writtenTable(text) === 'jobs');
    if (goesOn || !isDone) return null;
    for (const { table, ids } of clones) {
      if (ids.length === 0) continue;
      const groups = await this.judged.subject.sql(
        `SELECT version, COUNT(*) AS rows_of_it FROM ${table} WHERE id IN (${ids.map(() => '?').join(', ')}) GROUP BY version ORDER BY version`,
        ids,
      );
      const sizes = groups.map((group) => Number(group['rows_of_it']));
      // What is deleted was changed, too; of those that are left, the lowest version is that of before.
      const same = sizes[0] ?? 0;
      const changed = ids.length - same;
      if (changed >= fewestChanged && same >= fewestChanged) return changed;
    }
    return null;
  }

  private async done(operation: Operation, id: string): Promise<Done> {
    const inquiry = await this.asking.inquiry(operation, this.judged.world.owner, { id });
    const answer = await this.asking.send(inquiry);
    const work = new Map<string, readonly SentStatement[]>();
    let isDone = true;
    if (operation.method === 'GET' || answer.status >= 300) return { inquiry, answer, work, isDone };
    for (const { by, error, statements } of await workAfter(this.judged, answer))
      if (error === null) work.set(by.processing.job.name, statements);
      else isDone = false;
    return { inquiry, answer, work, isDone };
  }
}

/**
 * Statements that read, add or change rows. A store removes rows one by one, and each removal may be recorded and announced:
 * that has no other way.
 */
function countOf(statements: readonly SentStatement[]): number {
  const kinds = statements
    .filter((one) => !records.has(writtenTable(one.text) ?? '') && !isLease(one))
    .map(({ text }) => /^\s*(\w+)/.exec(text)?.[1]?.toLowerCase());
  const timesOf = (...names: readonly string[]) => kinds.filter((kind) => names.includes(kind ?? '')).length;
  return timesOf('select', 'update', 'with') + Math.max(0, timesOf('insert') - timesOf('delete'));
}
