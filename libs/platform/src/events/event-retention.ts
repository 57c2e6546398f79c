import { acrossOrganizations, defineJob, defineSchedule } from '@keelson/kernel';
import { Inject, Injectable } from '@nestjs/common';
import type { JobAttempt, JobHandler } from '../jobs/job-handler.js';
import { JobProcessor } from '../jobs/job-processor.js';
import { Database } from '../persistence/database.js';
import { paddedToPowerOfTwo } from '../persistence/predicate-sql.js';
import { PLATFORM_OPTIONS, type PlatformOptions } from '../platform-options.js';

/** How long events are kept unless the options say otherwise. */
const usualDays = 30;
/** Rows of one statement. */
const together = 500;

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
export class EventRetention implements JobHandler<Nothing> {
  constructor(
    private readonly database: Database,
    @Inject(PLATFORM_OPTIONS) private readonly options: Pick<PlatformOptions, 'events'>,
  ) {}

  run(_payload: Nothing, attempt: Pick<JobAttempt, 'signal'>): Promise<{ deleted: number }> {
    return acrossOrganizations('deletes old events', async () => {
      const before = await this.oldest();
      const unhandled = await this.unhandled(before);
      let [after, deleted] = ['00000000-0000-0000-0000-000000000000', 0];
      while (!attempt.signal.aborted) {
        const rows = await this.database.read<{ id: string }>(
          `SELECT id FROM outbox_events WHERE id > ? AND id < ? AND slot IS NULL ORDER BY id LIMIT ${together}`,
          [after, before],
        );
        const gone = rows.map(({ id }) => id).filter((id) => !unhandled.has(id));
        if (gone.length > 0) deleted += await this.remove(paddedToPowerOfTwo(gone));
        if (rows.length < together) break;
        after = rows.at(-1)?.id ?? before;
      }
      return { deleted };
    });
  }

  /** The least id of an event that is kept: a UUIDv7 (RFC 9562) begins with its milliseconds, so age needs no index. */
  private async oldest(): Promise<string> {
    const days = this.options.events?.keptDays ?? usualDays;
    const [row] = await this.database.read<{ oldest: Date }>(
      `SELECT CURRENT_TIMESTAMP(3) - INTERVAL '${days}' DAY AS oldest`,
    );
    const digits = (row?.oldest ?? new Date(0)).getTime().toString(16).padStart(12, '0');
    return `${digits.slice(0, 8)}-${digits.slice(8)}-7000-8000-000000000000`;
  }

  private async unhandled(before: string): Promise<ReadonlySet<string>> {
    const rows = await this.database.read<{ event_id: string }>(
      "SELECT DISTINCT event_id FROM jobs WHERE state IN ('waiting', 'delayed', 'held', 'active', 'dead') AND kind = 'delivery' AND event_id < ?",
      [before],
    );
    return new Set(rows.map((row) => row.event_id));
  }

  private async remove(ids: readonly string[]): Promise<number> {
    const { affected } = await this.database.write(
      `DELETE FROM outbox_events WHERE id IN (${ids.map(() => '?').join(', ')})`,
      ids,
    );
    return affected;
  }
}
