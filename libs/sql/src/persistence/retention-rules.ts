import { Injectable } from '@nestjs/common';
import type { Bindable } from './database.js';

/** How old rows of one table are found and deleted. */
export interface RetentionRule {
  readonly table: string;

  /**
   * Deletes the next few rows that are over, in a transaction that commits by itself. Left out where a scheduled job
   * deletes them.
   * @param now the present, by the database's clock
   * @returns whether there may be more
   */
  deleteBatch?(now: Date): Promise<boolean>;

  /**
   * A SELECT of the rows that are over and still there, by an index; it is counted for the metrics.
   * @param limit most rows that it may look at
   */
  backlog(now: Date, limit: number): { readonly sql: string; readonly values: readonly Bindable[] };
}

/** What is deleted after a while: whoever owns a table adds its rule while the application starts. */
@Injectable()
export class RetentionRules {
  readonly all: RetentionRule[] = [];

  /** @throws Error when the table has a rule already */
  add(rule: RetentionRule): void {
    if (this.all.some(({ table }) => table === rule.table))
      throw new Error(`The table "${rule.table}" already has a retention rule; remove one of them.`);
    this.all.push(rule);
  }
}
