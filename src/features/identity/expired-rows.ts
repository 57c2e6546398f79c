import { withContext } from '@keelson/kernel';
import { Database } from '@keelson/platform';
import { Injectable, Logger, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';

const everyMs = 10 * 60_000;
/** Access tokens live an hour at most; no process needs an older revocation. */
const changesKeptMs = 2 * 3_600_000;
const batch = 500;

/** Deletes sessions that are over and revocations that concern no living token; every process may do it. */
@Injectable()
export class ExpiredRows implements OnApplicationBootstrap, OnApplicationShutdown {
  private readonly logger = new Logger('ExpiredRows');
  private timer: NodeJS.Timeout | null = null;

  constructor(private readonly database: Database) {}

  onApplicationBootstrap(): void {
    // Jittered, so that the processes of an installation do not meet.
    this.timer = setInterval(() => void this.sweep(), everyMs * (0.75 + Math.random() / 2));
    this.timer.unref();
  }

  onApplicationShutdown(): void {
    if (this.timer) clearInterval(this.timer);
  }

  /** A failure is logged: the rows are still there the next time. */
  async sweep(): Promise<void> {
    try {
      await withContext({ operation: 'auth:sweep' }, async () => {
        await this.removeBefore('sessions', 'expires_at', new Date());
        await this.removeBefore('access_changes', 'recorded_at', Date.now() - changesKeptMs);
      });
    } catch (error) {
      this.logger.warn(`Expired rows stay for now: ${(error as Error).message}`);
    }
  }

  private async removeBefore(
    table: 'sessions' | 'access_changes',
    column: 'expires_at' | 'recorded_at',
    limit: Date | number,
  ): Promise<void> {
    for (;;) {
      const rows = await this.database.read<{ id: string }>(
        `SELECT id FROM ${table} WHERE ${column} < ? ORDER BY ${column} LIMIT ${batch}`,
        [limit],
      );
      const last = rows.at(-1);
      if (!last) return;
      // Always as many placeholders: one statement to prepare, whatever there is to delete.
      await this.database.write(
        `DELETE FROM ${table} WHERE id IN (${Array.from({ length: batch }, () => '?').join(', ')})`,
        Array.from({ length: batch }, (_, index) => (rows[index] ?? last).id),
      );
      if (rows.length < batch) return;
    }
  }
}
