import type { Bindable, Database } from './database.js';
import { paddedToPowerOfTwo } from './predicate-sql.js';
import type { RetentionRule } from './retention-rules.js';

/** Rows of one batch: few enough that it holds no lock for long. */
const mostRows = 500;

/** Which rows of a table are over. */
export interface Expiry {
  readonly table: string;
  /** Identifies the rows of a batch. What is not unique, such as a day, deletes all rows that have it. */
  readonly key: string;
  /** Tells which rows are over; the first column of an index. */
  readonly column: string;
  /** The least value of a row that stays. */
  readonly before: (now: Date) => Bindable;
}

/** Rows that are over once a column lies before a moment: deleted in batches that commit one by one, the oldest first. */
export class ExpiredRows implements RetentionRule {
  readonly table: string;
  private rows = mostRows;

  constructor(
    private readonly database: Database,
    readonly expiry: Expiry,
  ) {
    this.table = expiry.table;
  }

  /** A batch that failed is half as large the next time, so that a slow one catches up too. */
  async deleteBatch(now: Date): Promise<boolean> {
    const { table, key, column } = this.expiry;
    const before = this.expiry.before(now);
    try {
      const rows = await this.database.read<{ found: string }>(
        `SELECT ${key} AS found FROM ${table} WHERE ${column} < ? ORDER BY ${column} LIMIT ${this.rows}`,
        [before],
      );
      const keys = [...new Set(rows.map(({ found }) => found))];
      if (keys.length > 0) await this.remove(keys, before);
      const more = rows.length === this.rows;
      this.rows = Math.min(this.rows * 2, mostRows);
      return more;
    } catch (error) {
      this.rows = Math.max(Math.floor(this.rows / 2), 1);
      throw error;
    }
  }

  backlog(now: Date, limit: number): { readonly sql: string; readonly values: readonly Bindable[] } {
    const { table, column, before } = this.expiry;
    return {
      sql: `SELECT ${column} FROM ${table} WHERE ${column} < ? ORDER BY ${column} LIMIT ${limit}`,
      values: [before(now)],
    };
  }

  /**
   * The condition again: a row that came back to life since it was found stays. In words that no index fits: MariaDB would
   * rather go through the index of the column, and wait for rows of later batches that others have locked.
   */
  private async remove(keys: readonly string[], before: Bindable): Promise<void> {
    const { table, key, column } = this.expiry;
    const padded = paddedToPowerOfTwo(keys);
    await this.database.write(
      `DELETE FROM ${table} WHERE ${key} IN (${padded.map(() => '?').join(', ')}) AND CASE WHEN ${column} < ? THEN 1 ELSE 0 END = 1`,
      [...padded, before],
    );
  }
}
