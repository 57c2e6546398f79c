import type { Check, Proceedings } from '../../check.js';
import type { Judged, Operation } from '../../judged.js';
import { ChildrenBudget } from '../../properties/children.js';
import { BackgroundBudget } from './background.js';
import { BodyBudget } from './bodies.js';
import { grow, shrink } from './growth.js';
import { judgeIndexes } from './indexes.js';
import { ListBudget } from './lists.js';
import { judgeReads } from './reads.js';
import { isList, StatementCounts } from './statements.js';
import { readTable, type Table } from './table.js';
import { WriteBudget } from './writes.js';

/**
 * What a request costs the database, with 20,000 rows in each table and half of them one organization's; then they are
 * gone again.
 */
export const budgets: Check = {
  name: 'budgets',
  title: 'the number of statements and rows per request stays bounded as tables and lists grow',
  async run(judged, proceedings) {
    const counts = new StatementCounts(judged, proceedings);
    await counts.note();
    const writes = new WriteBudget(judged, proceedings);
    await writes.note();
    const background = new BackgroundBudget(judged, proceedings);
    await background.note();
    await new BodyBudget(judged, proceedings).judge();
    await new ChildrenBudget(judged, proceedings).judge();
    const grown = new Map<Operation, Table>();
    try {
      await growAll(judged, proceedings, grown);
      await counts.judge();
      await judgePlans(judged, proceedings, counts, grown);
      await writes.judge([...grown.values()]);
      // It may change many rows.
      await background.judge();
    } finally {
      for (const table of grown.values()) await shrink(judged, table);
    }
  },
};

async function judgePlans(
  judged: Judged,
  proceedings: Proceedings,
  counts: StatementCounts,
  grown: ReadonlyMap<Operation, Table>,
): Promise<void> {
  for (const [operation, table] of grown) await new ListBudget(judged, proceedings, operation, table).judge();
  for (const [operation, exchange] of counts.reads)
    await judgeReads(judged, proceedings, operation, exchange, [...grown.values()]);
  for (const [operation, table] of grown) await judgeIndexes(judged, proceedings, operation, table);
}

/** Fills the table of each list of an organization's rows. One that can't be filled keeps no other from being judged. */
async function growAll(
  judged: Judged,
  proceedings: Proceedings,
  grown: Map<Operation, Table>,
): Promise<void> {
  for (const operation of judged.operations.filter((one) => isList(one))) {
    const { resource } = operation;
    if (resource?.tenancy !== 'organization') continue;
    const table = await readTable(judged, resource);
    try {
      if (await grow(judged, table)) grown.set(operation, table);
    } catch (error) {
      proceedings.found({
        rule: 'budgets/not-filled',
        operation: operation.title,
        place: operation.place,
        message: `The table "${table.name}" could not be filled with rows, so no query plan was checked: ${(error as Error).message}`,
        mend: 'The kit clones a row and varies the unique, sorted and filtered columns within the bounds of their fields. If a migration adds a constraint that the fields do not declare, declare it on the fields. Otherwise, this is a bug in the kit: report it.',
        evidence: {},
      });
    }
  }
}
