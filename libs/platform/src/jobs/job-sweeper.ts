import { Injectable } from '@nestjs/common';
import type { Lease } from '../coordination/leases.js';
import { Database } from '../persistence/database.js';
import { paddedToPowerOfTwo } from '../persistence/predicate-sql.js';
import { AttemptBeats } from './attempt-beats.js';
import { CarriageSweeper } from './carriage-sweeper.js';
import { databaseNow, marks } from './job-sql.js';

/** Rows that are looked at in one statement. */
const together = 500;

/** How long jobs that are over are kept: people look at jobs, and nobody at deliveries. */
const old = `(finished_at < ${databaseNow} - INTERVAL '604800' SECOND OR (kind = 'delivery' AND finished_at < ${databaseNow} - INTERVAL '3600' SECOND))`;

/** Deletes jobs that are long over, with their attempts. The dead stay until somebody retries or skips them. */
@Injectable()
export class JobSweeper {
  private after = '00000000-0000-0000-0000-000000000000';

  constructor(
    private readonly database: Database,
    private readonly beats: AttemptBeats,
    private readonly carriages: CarriageSweeper,
  ) {}

  /** Also what workers that are gone have left. @throws LeaseLostError */
  async sweep(lease: Lease): Promise<void> {
    await this.sweepRows(lease);
    await this.beats.sweep();
    await this.carriages.sweep();
  }

  /** Goes on through the table by id, which is by age, for as long as there is something to delete: no index is kept for this. */
  private async sweepRows(lease: Lease): Promise<void> {
    for (;;) {
      const rows = await this.database.read<{ id: string; old: number | boolean }>(
        `SELECT id, CASE WHEN state IN ('done', 'cancelled', 'skipped') AND ${old} THEN 1 ELSE 0 END AS old FROM jobs WHERE id > ? ORDER BY id LIMIT ${together}`,
        [this.after],
      );
      const gone = rows.filter((row) => row.old).map(({ id }) => id);
      this.after = rows.length < together ? '00000000-0000-0000-0000-000000000000' : (rows.at(-1)?.id ?? '');
      if (gone.length > 0) await this.remove(lease, paddedToPowerOfTwo(gone));
      if (rows.length < together || gone.length === 0) return;
    }
  }

  private async remove(lease: Lease, ids: readonly string[]): Promise<void> {
    await this.database.separateTransaction(async () => {
      await lease.assertHeld();
      await this.database.write(`DELETE FROM job_attempts WHERE job_id IN (${marks(ids)})`, ids);
      await this.database.write(`DELETE FROM jobs WHERE id IN (${marks(ids)})`, ids);
    });
  }
}
