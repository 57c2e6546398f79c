import { Injectable } from '@nestjs/common';
import { Database, paddedToPowerOfTwo } from '@keelson/sql/ports';
import { marks, touched } from './job-sql.js';

/** Lines that are looked at in one statement. */
const linesPerStatement = 128;

/** Jobs of one line come one by one. Those behind another are `held`, so that nobody looks at them until it is their turn. */
@Injectable()
export class LineHeads {
  constructor(private readonly database: Database) {}

  /** Those of `ids` that an earlier job of their line is in the way of: one that waits, runs or is dead. */
  async blocked(ids: readonly string[]): Promise<ReadonlySet<string>> {
    if (ids.length === 0) return new Set();
    const padded = paddedToPowerOfTwo(ids);
    const rows = await this.database.read<{ id: string }>(
      `SELECT j.id FROM jobs j WHERE j.id IN (${marks(padded)}) AND EXISTS (SELECT 1 FROM jobs e WHERE e.line = j.line AND e.line_sequence < j.line_sequence)`,
      padded,
    );
    return new Set(rows.map(({ id }) => id));
  }

  /** Puts the next held job of each line in turn, if nothing is before it. */
  async release(lines: readonly string[]): Promise<void> {
    for (let at = 0; at < lines.length; at += linesPerStatement) {
      const padded = paddedToPowerOfTwo(lines.slice(at, at + linesPerStatement));
      // The head of a line is the unfinished job with the lowest sequence: what is over has left its line.
      const heads = await this.database.read<{ id: string }>(
        `SELECT j.id FROM jobs j JOIN (SELECT line, MIN(line_sequence) AS head FROM jobs WHERE line IN (${marks(padded)}) GROUP BY line) h ON j.line = h.line AND j.line_sequence = h.head WHERE j.state = 'held'`,
        padded,
      );
      if (heads.length === 0) continue;
      const ids = paddedToPowerOfTwo(heads.map(({ id }) => id).sort());
      await this.database.write(
        `UPDATE jobs SET state = 'waiting', ${touched} WHERE id IN (${marks(ids)}) AND state = 'held'`,
        ids,
      );
    }
  }

  /** Puts the job behind one that somebody ends in turn, in the transaction that ends it. */
  async releaseBehind(line: string, organizationId: string, sequence: number): Promise<void> {
    const [next] = await this.database.read<{ id: string }>(
      'SELECT id FROM jobs WHERE organization_id = ? AND line = ? AND line_sequence > ? ORDER BY line_sequence LIMIT 1',
      [organizationId, line, sequence],
    );
    if (next)
      await this.database.write(
        `UPDATE jobs SET state = 'waiting', ${touched} WHERE id = ? AND organization_id = ? AND state = 'held'`,
        [next.id, organizationId],
      );
  }

  /**
   * {@link release} for every line that has a held job: what a change of dispatchers, or somebody who ended a job at the
   * wrong moment, may have left behind. Goes through all of them, so rarely.
   */
  async releaseAll(): Promise<void> {
    const rows = await this.database.read<{ line: string }>(
      "SELECT DISTINCT line FROM jobs WHERE state = 'held' AND line IS NOT NULL",
    );
    await this.release(rows.map(({ line }) => line));
  }
}
