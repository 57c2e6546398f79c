import { acrossOrganizations, defineJob, defineSchedule } from '@keelson/kernel';
import { Injectable, type OnModuleInit } from '@nestjs/common';
import { type JobAttempt, type JobHandler, JobProcessor } from '@keelson/jobs/ports';
import { beforeFirstId, Database, databaseNow, paddedToPowerOfTwo, RetentionRules } from '@keelson/sql/ports';
import { EventsSettings } from './events.settings.js';

/** Rows of one statement. */
const rowsPerStatement = 500;
/** Jobs that are looked at in one statement. */
const jobsPerStatement = 2_000;

class Nothing {}

export const purgeEvents = defineJob('events.purge', Nothing);
export const purgingOfEvents = defineSchedule('events.purge', {
  job: purgeEvents,
  payload: {},
  cron: '17 3 * * *',
  missed: 'once',
});

/**
 * Deletes events that are older than the installation keeps them. One that some subscriber has not handled stays, so that
 * it can still be retried; so does one that waits for its relay or position.
 */
@JobProcessor(purgeEvents, { concurrency: 1, timeoutMs: 900_000 })
@Injectable()
export class EventRetention implements JobHandler<Nothing>, OnModuleInit {
  constructor(
    private readonly database: Database,
    private readonly settings: EventsSettings,
    private readonly rules: RetentionRules,
  ) {}

  onModuleInit(): void {
    this.rules.add({
      table: 'outbox_events',
      // Those that a subscriber has not handled count, too: they are old and still there.
      backlog: (now, limit) => ({
        sql: `SELECT id FROM outbox_events WHERE id < ? AND slot IS NULL ORDER BY id LIMIT ${limit}`,
        values: [firstIdAt(this.oldestAt(now))],
      }),
    });
  }

  run(_payload: Nothing, attempt: Pick<JobAttempt, 'signal'>): Promise<{ deleted: number }> {
    return acrossOrganizations('deletes old events', async () => {
      const [clock] = await this.database.read<{ now: Date }>(`SELECT ${databaseNow} AS now`);
      const oldest = this.oldestAt(clock?.now ?? new Date(0));
      const before = firstIdAt(oldest);
      const unhandled = await this.unhandled(before);
      let [after, deleted] = [beforeFirstId, 0];
      while (!attempt.signal.aborted) {
        const rows = await this.database.read<{ id: string }>(
          // An id is made by the clock of a process, which may be behind by years.
          `SELECT id FROM outbox_events WHERE id > ? AND id < ? AND slot IS NULL AND created_at < ? ORDER BY id LIMIT ${rowsPerStatement}`,
          [after, before, oldest],
        );
        const gone = rows.map(({ id }) => id).filter((id) => !unhandled.has(id));
        if (gone.length > 0) deleted += await this.remove(paddedToPowerOfTwo(gone));
        if (rows.length < rowsPerStatement) break;
        after = rows.at(-1)?.id ?? before;
      }
      return { deleted };
    });
  }

  private oldestAt(now: Date): Date {
    return new Date(now.getTime() - this.settings.keptDays * 86_400_000);
  }

  /** Page by page: one statement over millions of jobs would be stopped before its end, night after night. */
  private async unhandled(before: string): Promise<ReadonlySet<string>> {
    const found = new Set<string>();
    for (let after = beforeFirstId; ;) {
      const rows = await this.database.read<{ id: string; event_id: string | null }>(
        `SELECT id, CASE WHEN state IN ('waiting', 'delayed', 'held', 'active', 'dead') AND kind = 'delivery' AND event_id < ? THEN event_id END AS event_id FROM jobs WHERE id > ? ORDER BY id LIMIT ${jobsPerStatement}`,
        [before, after],
      );
      for (const row of rows) if (row.event_id !== null) found.add(row.event_id);
      const last = rows.at(-1);
      if (!last || rows.length < jobsPerStatement) return found;
      after = last.id;
    }
  }

  private async remove(ids: readonly string[]): Promise<number> {
    const { affected } = await this.database.write(
      `DELETE FROM outbox_events WHERE id IN (${ids.map(() => '?').join(', ')})`,
      ids,
    );
    return affected;
  }
}

/** The least id of that moment: a UUIDv7 (RFC 9562) begins with its milliseconds, so age needs no index. */
function firstIdAt(moment: Date): string {
  const digits = moment.getTime().toString(16).padStart(12, '0');
  return `${digits.slice(0, 8)}-${digits.slice(8)}-7000-8000-000000000000`;
}
