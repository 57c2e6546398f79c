import { asOrganization } from '@keelson/kernel';
import { JobProcessor, type JobAttempt, type JobHandler } from '@keelson/jobs';
import { Database, TenantRows } from '@keelson/sql';
import { Injectable } from '@nestjs/common';
import { setTimeout as pause } from 'node:timers/promises';
import { ClosedOrganizations } from './closed-organizations.js';
import { deleteData, type ClosedOrganization } from './closed-data.js';

/** Rows that are deleted in one transaction: few enough that it holds no lock for long. */
const rowsTogether = 200;
/** Times that all tables are gone through; what comes in meanwhile is of work that had begun before the organization was closed. */
const mostPasses = 20;
const betweenPassesMs = 500;

/**
 * Deletes the rows of a closed organization from every table, then the organization. After a crash it continues with what is
 * left; the last step is one transaction, so it happens once.
 */
@Injectable()
@JobProcessor(deleteData, { concurrency: 1, timeoutMs: 3_600_000 })
export class DeleteDataJob implements JobHandler<ClosedOrganization> {
  constructor(
    private readonly closed: ClosedOrganizations,
    private readonly rows: TenantRows,
    private readonly database: Database,
  ) {}

  async run(closed: ClosedOrganization, attempt: JobAttempt): Promise<{ deletedRows: number }> {
    const { organizationId } = closed;
    const before = (attempt.checkpoint as { deletedRows: number } | null)?.deletedRows ?? 0;
    if (!(await this.closed.begin(organizationId))) return { deletedRows: before };
    let deletedRows = before;
    for (let pass = 0; pass < mostPasses; pass += 1) {
      for (const [index, table] of this.rows.tables.entries()) {
        deletedRows = await this.empty(table, organizationId, attempt, deletedRows);
        attempt.progress(index + 1, this.rows.tables.length);
      }
      if (await this.closed.finish(closed, deletedRows)) return { deletedRows };
      // Audit entries are deleted once they are sealed, which takes a second or two.
      await pause(betweenPassesMs, undefined, { signal: attempt.signal });
    }
    throw new Error('Rows are still being added to a closed organization; the deletion will be retried.');
  }

  /** Batch by batch, each with the number of rows that are gone so far. */
  private async empty(
    table: string,
    organizationId: string,
    attempt: JobAttempt,
    before: number,
  ): Promise<number> {
    for (let deletedRows = before; ;) {
      attempt.signal.throwIfAborted();
      const deleted = await this.database.separateTransaction(async () => {
        const count = await asOrganization(organizationId, () => this.rows.delete(table, rowsTogether));
        if (count > 0) await attempt.save({ deletedRows: deletedRows + count });
        return count;
      });
      deletedRows += deleted;
      if (deleted < rowsTogether) return deletedRows;
    }
  }
}
