import { Jobs } from '@keelson/kernel';
import { JobProcessor, type JobHandler } from '@keelson/jobs';
import { Database, ServerClock } from '@keelson/sql';
import { Injectable } from '@nestjs/common';
import { OrganizationsSettings } from '../organizations.settings.js';
import { deleteData, findClosed, type NoPayload } from './closed-data.js';

/**
 * Organizations that are found in one round; those that are left come in the next. As many as one process deletes in an hour,
 * so that strangers cannot sign up faster than what they leave is deleted.
 */
const mostFound = 2_000;

@Injectable()
@JobProcessor(findClosed, { concurrency: 1 })
export class FindClosedJob implements JobHandler<NoPayload> {
  constructor(
    private readonly database: Database,
    private readonly jobs: Jobs,
    private readonly clock: ServerClock,
    private readonly settings: OrganizationsSettings,
  ) {}

  async run(): Promise<{ found: number }> {
    const before = new Date(this.clock.ms() - this.settings.closedDays * 86_400_000);
    const due = await this.database.read<{ id: string }>(
      `SELECT id FROM organizations WHERE status = 'closed' AND status_since < ? ORDER BY status_since LIMIT ${mostFound}`,
      [before],
    );
    for (const { id } of due)
      await this.jobs.enqueue(
        deleteData,
        { organizationId: id, isLate: false },
        { deduplicate: id, priority: 9 },
      );
    return { found: due.length };
  }
}
