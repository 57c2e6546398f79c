import { acrossOrganizations } from '@keelson/kernel';
import { Injectable, type OnModuleInit } from '@nestjs/common';
import {
  beforeFirstId,
  type Bindable,
  Database,
  ExpiredRows,
  paddedToPowerOfTwo,
  type RetentionRule,
  RetentionRules,
} from '@keelson/sql/ports';
import { marks } from './job-sql.js';

/** Rows that are looked at in one statement. */
const rowsPerStatement = 500;
/** Batches in a row without anything to delete after which a round ends; the next one goes on from there. */
const mostFruitless = 20;

/** How long jobs that are over are kept, in milliseconds: people look at jobs, and nobody at deliveries. */
const jobsKeptMs = 7 * 86_400_000;
const deliveriesKeptMs = 3_600_000;
/** How long a process is remembered after its last beat, in milliseconds. */
const workersKeptMs = 3_600_000;

const isOver =
  "state IN ('done', 'cancelled', 'skipped') AND (finished_at < ? OR (kind = 'delivery' AND finished_at < ?))";
const overValues = (now: Date): readonly Bindable[] => [
  new Date(now.getTime() - jobsKeptMs),
  new Date(now.getTime() - deliveriesKeptMs),
];

/**
 * Deletes jobs that are long over, with their attempts. The dead stay until somebody retries or skips them. Goes through
 * the table by id, which is by age, so that no index is kept for this.
 */
@Injectable()
export class JobRetention implements RetentionRule, OnModuleInit {
  readonly table = 'jobs';
  private after = beforeFirstId;
  private fruitless = 0;

  constructor(
    private readonly database: Database,
    private readonly rules: RetentionRules,
  ) {}

  onModuleInit(): void {
    this.rules.add(this);
    this.rules.add(
      new ExpiredRows(this.database, {
        table: 'job_workers',
        key: 'id',
        column: 'beat_at',
        before: (now) => new Date(now.getTime() - workersKeptMs),
      }),
    );
  }

  deleteBatch(now: Date): Promise<boolean> {
    return acrossOrganizations('deletes expired jobs', async () => {
      const rows = await this.database.read<{ id: string; is_over: number | boolean }>(
        `SELECT id, CASE WHEN ${isOver} THEN 1 ELSE 0 END AS is_over FROM jobs WHERE id > ? ORDER BY id LIMIT ${rowsPerStatement}`,
        [...overValues(now), this.after],
      );
      const ids = rows.filter((row) => row.is_over).map(({ id }) => id);
      if (ids.length > 0) await this.remove(ids, now);
      this.fruitless = ids.length > 0 ? 0 : this.fruitless + 1;
      const atEnd = rows.length < rowsPerStatement;
      this.after = atEnd ? beforeFirstId : (rows.at(-1)?.id ?? beforeFirstId);
      if (!atEnd && this.fruitless < mostFruitless) return true;
      this.fruitless = 0;
      return false;
    });
  }

  /** Of the oldest jobs only: without an index the others are not looked at. */
  backlog(now: Date, limit: number): { readonly sql: string; readonly values: readonly Bindable[] } {
    return {
      sql: `SELECT id FROM (SELECT id, state, kind, finished_at FROM jobs ORDER BY id LIMIT ${limit}) oldest WHERE ${isOver}`,
      values: overValues(now),
    };
  }

  private async remove(found: readonly string[], now: Date): Promise<void> {
    const ids = paddedToPowerOfTwo(found);
    await this.database.separateTransaction(async () => {
      // Locked and looked at again: somebody may have retried one meanwhile.
      const rows = await this.database.read<{ id: string }>(
        `SELECT id FROM jobs WHERE id IN (${marks(ids)}) AND ${isOver} ORDER BY id FOR UPDATE`,
        [...ids, ...overValues(now)],
      );
      if (rows.length === 0) return;
      const gone = paddedToPowerOfTwo(rows.map(({ id }) => id));
      await this.database.write(`DELETE FROM job_attempts WHERE job_id IN (${marks(gone)})`, gone);
      await this.database.write(`DELETE FROM jobs WHERE id IN (${marks(gone)})`, gone);
    });
  }
}
