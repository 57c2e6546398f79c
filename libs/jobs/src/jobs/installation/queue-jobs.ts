import { acrossOrganizations, largestPage } from '@keelson/kernel';
import { Injectable } from '@nestjs/common';
import { type Bindable, Database, parsed } from '@keelson/sql/ports';
import type { Job, JobProblem } from '../job.entity.js';
import type { CountedState } from '../queue-counts.js';
import type { JobPosition } from './job-cursor.js';
import type { InstallationJob } from './queue.body.js';

const columns =
  'id, organization_id, queue, kind, state, priority, attempt, max_attempts, cancel_requested, problem, request_id, event_id, created_at, run_at, admitted_at';
/** One more than a page can hold tells whether there is another. */
const order = `ORDER BY organization_id, priority, id LIMIT ${largestPage + 1}`;

interface Raw extends Pick<Job, 'id' | 'queue' | 'kind' | 'state' | 'priority' | 'attempt'> {
  readonly organization_id: string;
  readonly max_attempts: number;
  readonly cancel_requested: number | boolean;
  readonly problem: unknown;
  readonly request_id: string;
  readonly event_id: string | null;
  readonly created_at: Date;
  readonly run_at: Date | null;
  readonly admitted_at: Date | null;
}

/** The jobs of one queue and state over all organizations, in the order of the index (state, queue, organization, priority, id). */
@Injectable()
export class QueueJobs {
  constructor(private readonly database: Database) {}

  /**
   * Jobs after a position, {@link largestPage} and one more at most. Each range of the index is asked for by itself: in
   * one condition neither engine would begin where the last page ended.
   */
  async after(queue: string, state: CountedState, position: JobPosition | null): Promise<InstallationJob[]> {
    const found: Raw[] = [];
    for (const [condition, values] of rangesAfter(position)) {
      if (found.length > largestPage) break;
      const rows = await acrossOrganizations('an operator lists the jobs of a queue', () =>
        this.database.read<Raw>(
          `SELECT ${columns} FROM jobs WHERE state = ? AND queue = ?${condition} ${order}`,
          [state, queue, ...values],
        ),
      );
      found.push(...rows);
    }
    return found.slice(0, largestPage + 1).map(reportedRow);
  }

  /** The ids of the first dead jobs of a queue. */
  async dead(queue: string, limit: number): Promise<string[]> {
    const rows = await acrossOrganizations('an operator retries the dead jobs of a queue', () =>
      this.database.read<{ id: string }>(
        `SELECT id FROM jobs WHERE state = 'dead' AND queue = ? ORDER BY organization_id, priority, id LIMIT ${limit}`,
        [queue],
      ),
    );
    return rows.map(({ id }) => id);
  }
}

function rangesAfter(position: JobPosition | null): readonly (readonly [string, readonly Bindable[]])[] {
  if (!position) return [['', []]];
  const { organizationId, priority, id } = position;
  return [
    [' AND organization_id = ? AND priority = ? AND id > ?', [organizationId, priority, id]],
    [' AND organization_id = ? AND priority > ?', [organizationId, priority]],
    [' AND organization_id > ?', [organizationId]],
  ];
}

function reportedRow(row: Raw): InstallationJob {
  const { id, queue, kind, state, priority, attempt } = row;
  return {
    id,
    organizationId: row.organization_id,
    queue,
    kind,
    state,
    priority,
    attempt,
    maxAttempts: row.max_attempts,
    cancelRequested: Boolean(row.cancel_requested),
    problemCode: (parsed(row.problem) as JobProblem | null)?.code ?? null,
    requestId: row.request_id,
    eventId: row.event_id,
    createdAt: row.created_at,
    runAt: row.run_at,
    admittedAt: row.admitted_at,
  };
}

/** A job without what it holds, who caused it and what its error said. */
export function reportedJob(job: Job): InstallationJob {
  const { id, organizationId, queue, kind, state, priority, attempt, maxAttempts, cancelRequested } = job;
  const { problem, requestId, eventId, createdAt, runAt, admittedAt } = job;
  return {
    id,
    organizationId,
    queue,
    kind,
    state,
    priority,
    attempt,
    maxAttempts,
    cancelRequested,
    problemCode: problem?.code ?? null,
    requestId,
    eventId,
    createdAt,
    runAt,
    admittedAt,
  };
}
