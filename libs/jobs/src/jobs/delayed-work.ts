import { Injectable } from '@nestjs/common';
import type { Lease } from '@keelson/sql/ports';
import { Database, databaseNow, paddedToPowerOfTwo } from '@keelson/sql/ports';
import { marks, touched } from './job-sql.js';

/** Milliseconds between two looks for delayed jobs whose time has come. */
const promoteEveryMs = 100;

/** Jobs that are not to run before a time, by the database's clock. */
@Injectable()
export class DelayedWork {
  private promotedAt = -promoteEveryMs;

  constructor(private readonly database: Database) {}

  /** Puts those in turn whose time has come. @throws LeaseLostError */
  async promote(lease: Lease): Promise<void> {
    if (performance.now() - this.promotedAt < promoteEveryMs) return;
    this.promotedAt = performance.now();
    const due = await this.database.read<{ id: string }>(
      `SELECT id FROM jobs WHERE run_at <= ${databaseNow} ORDER BY run_at LIMIT 500`,
    );
    if (due.length === 0) return;
    const ids = paddedToPowerOfTwo(due.map(({ id }) => id).sort());
    await this.database.separateTransaction(async () => {
      await lease.assertHeld();
      await this.database.write(
        `UPDATE jobs SET state = 'waiting', run_at = NULL, ${touched} WHERE id IN (${marks(ids)}) AND state = 'delayed'`,
        ids,
      );
    });
  }
}
