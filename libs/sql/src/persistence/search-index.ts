import { currentScope, inScope, wordsOf } from '@keelson/kernel';
import type { CertifiedStatement } from './certified-statement.js';
import type { Bindable } from './database.js';
import { grouped } from './grouped.js';
import { paddedToPowerOfTwo, type Fragment } from './predicate-sql.js';
import { inPowersOfTwo, mostBound } from './row-insertion.js';
import type { SqlDatabase } from './sql-database.js';
import type { StatementCache } from './statement-cache.js';
import { boundId, readScope } from './stored-scope.js';
import type { TableShape } from './table-shape.js';

/** The table of words; it belongs to organizations like the rows that the words stand in. */
export const searchTable = 'search_words';
/** Words of one statement, when many rows come together; each has four values. */
const mostTogether = mostBound / 4;
/** Rows whose words go with one statement. */
const mostDropped = mostBound / 2;

interface SearchedRow {
  readonly id: string;
  readonly organizationId?: string;
}

/** Keeps the words of searchable rows, in the transaction of the row. */
export class SearchIndex {
  private readonly properties: readonly string[];

  constructor(
    private readonly shape: TableShape,
    private readonly database: SqlDatabase,
    private readonly statements: StatementCache,
  ) {
    this.properties = (shape.resource?.list?.search ?? []).map((field) => field.name);
  }

  /** Whether a change of these properties changes what a search finds. */
  concerns(changed: readonly { readonly property: string }[]): boolean {
    return changed.some(({ property }) => this.properties.includes(property));
  }

  /** Replaces the words of rows whose texts have changed. */
  async renew(rows: readonly SearchedRow[]): Promise<void> {
    if (rows.length === 0) return;
    await this.drop(rows);
    await this.add(rows);
  }

  async add(rows: readonly SearchedRow[]): Promise<void> {
    if (this.properties.length === 0) return;
    const found: (readonly Bindable[])[] = [];
    for (const row of rows)
      if (row.organizationId !== undefined)
        for (const word of this.wordsOf(row))
          found.push([row.organizationId, this.shape.table, word, row.id]);
    // The words of one row are one statement; those of many must not make a text for each number of words.
    const parts = rows.length === 1 ? [found] : inPowersOfTwo(found, mostTogether);
    for (const words of parts)
      if (words.length > 0)
        await this.change(
          this.statements.get(
            `INSERT INTO ${searchTable} (organization_id, subject, word, row_id) VALUES ${words.map(() => '(?, ?, ?, ?)').join(', ')}`,
            words.map((_, index) => index * 4),
          ),
          words.flat(),
        );
  }

  async drop(rows: readonly SearchedRow[]): Promise<void> {
    if (this.properties.length === 0) return;
    const its = grouped(rows, ({ organizationId }) => organizationId);
    for (const [organizationId, some] of its)
      for (let at = 0; organizationId !== undefined && at < some.length; at += mostDropped) {
        const ids = paddedToPowerOfTwo(some.slice(at, at + mostDropped).map(({ id }) => id));
        const sql = `DELETE FROM ${searchTable} WHERE organization_id = ? AND subject = ? AND row_id IN (${ids.map(() => '?').join(', ')})`;
        await this.change(this.statements.get(sql, [0]), [organizationId, this.shape.table, ...ids]);
      }
  }

  /** The words belong to the organization whose rows an operator changes. */
  private change(statement: CertifiedStatement, values: readonly Bindable[]): Promise<number> {
    const send = () => this.database.change(statement, values);
    return currentScope().kind === 'operated' ? inScope(readScope(String(values[0])), send) : send();
  }

  private wordsOf(row: object): string[] {
    return wordsOf(
      ...this.properties.map((property) => (row as Record<string, unknown>)[property] as string | null),
    );
  }
}

/** The condition that a row has a word beginning with each term. @throws Error outside an organization */
export function searchSql(shape: TableShape, terms: readonly string[]): Fragment[] {
  if (terms.length === 0) return [];
  const bound = boundId(currentScope());
  if (bound === null) throw new Error('A search needs an organization in scope.');
  return terms.map((term) => ({
    sql: `${shape.quote('id')} IN (SELECT row_id FROM ${searchTable} WHERE organization_id = ? AND subject = ? AND word >= ? AND word < ?)`,
    values: [bound, shape.table, term, `${term}\u{10FFFF}`],
    tenantAt: [0],
  }));
}
