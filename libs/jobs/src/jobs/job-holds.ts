import { Injectable } from '@nestjs/common';
import { WakeSignals } from '@keelson/sql/ports';
import { Database, databaseNow, paddedToPowerOfTwo } from '@keelson/sql/ports';
import { marks } from './job-sql.js';
import { jobsAreDue } from './wake-topics.js';

/**
 * Organizations whose jobs and deliveries wait, in all processes, until they are released. What a worker has begun is broken
 * off within a second and begins again after the release; that attempt does not count. New jobs can be enqueued meanwhile.
 */
@Injectable()
export class JobHolds {
  constructor(
    private readonly database: Database,
    private readonly wakes: WakeSignals,
  ) {}

  /** Does nothing to an organization that is held already; within the transaction under way, if there is one. */
  async hold(organizationId: string): Promise<void> {
    const ignore =
      this.database.dialect === 'mysql' ? 'ON DUPLICATE KEY UPDATE id = id' : 'ON CONFLICT (id) DO NOTHING';
    await this.database.write(`INSERT INTO job_holds (id, held_at) VALUES (?, ${databaseNow}) ${ignore}`, [
      organizationId,
    ]);
  }

  /** Its jobs go on after the commit. */
  async release(organizationId: string): Promise<void> {
    await this.database.write('DELETE FROM job_holds WHERE id = ?', [organizationId]);
    this.wakes.send(jobsAreDue);
  }

  /** Whether any organization is held at all: mostly none is. */
  async any(): Promise<boolean> {
    return (await this.database.read('SELECT id FROM job_holds LIMIT 1')).length > 0;
  }

  /** Those of `organizationIds` that are held, and since when by the database's clock. */
  async among(organizationIds: readonly string[]): Promise<ReadonlyMap<string, Date>> {
    if (organizationIds.length === 0) return new Map();
    const ids = paddedToPowerOfTwo([...new Set(organizationIds)].sort());
    const rows = await this.database.read<{ id: string; held_at: Date }>(
      `SELECT id, held_at FROM job_holds WHERE id IN (${marks(ids)})`,
      ids,
    );
    return new Map(rows.map(({ id, held_at: heldAt }) => [id, heldAt]));
  }
}
