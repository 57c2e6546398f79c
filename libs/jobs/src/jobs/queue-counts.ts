import { acrossOrganizations } from '@keelson/kernel';
import { Injectable } from '@nestjs/common';
import { Database, databaseNow } from '@keelson/sql/ports';
import type { JobState } from './job.entity.js';

/** States that jobs stay in for a while or for good until somebody sees to them; `waiting` first, which has the type of `since`. */
export const countedStates = [
  'waiting',
  'delayed',
  'held',
  'active',
  'dead',
] as const satisfies readonly JobState[];
export type CountedState = (typeof countedStates)[number];

/** Queues of one statement. */
const queuesPerStatement = 32;

/** Jobs of one queue in one state, in the whole installation. */
export interface QueueCount {
  readonly queue: string;
  readonly state: CountedState;
  readonly jobs: number;
  /** Since when the first has waited; null in other states, or when there is none. */
  readonly since: Date | null;
  readonly now: Date;
}

type Raw = Omit<QueueCount, 'queue'> & { readonly place: number };

/** Backlogs of queues, from the front of the index (state, queue, …) alone: what a queue holds beyond a bound is not looked at. */
@Injectable()
export class QueueCounts {
  constructor(private readonly database: Database) {}

  /**
   * @param most rows of one state and queue that are counted; few values, since it is part of the statement
   * @param reason of crossing organizations, for the auditor
   */
  async of(queues: readonly string[], most: number, reason: string): Promise<QueueCount[]> {
    const counts: QueueCount[] = [];
    for (let at = 0; at < queues.length; at += queuesPerStatement) {
      const some = queues.slice(at, at + queuesPerStatement);
      const rows = await acrossOrganizations(reason, () =>
        this.database.read<Raw>(
          countedStates
            .flatMap((state) => some.map((_, place) => countOf(state, place, most)))
            .join(' UNION ALL '),
          countedStates.flatMap(() => some),
        ),
      );
      counts.push(
        ...rows.map(({ place, ...row }) => ({ ...row, jobs: Number(row.jobs), queue: some[place] ?? '' })),
      );
    }
    return counts;
  }
}

/** The order is that of the index (state, queue, …): without it PostgreSQL may read the table for a few rows. */
function countOf(state: CountedState, place: number, most: number): string {
  const [column, since] = state === 'waiting' ? ['updated_at', 'MIN(updated_at)'] : ['id', 'NULL'];
  return `SELECT ${place} AS place, '${state}' AS state, COUNT(*) AS jobs, ${since} AS since, ${databaseNow} AS now FROM (SELECT ${column} FROM jobs WHERE state = '${state}' AND queue = ? ORDER BY organization_id, priority, id LIMIT ${most}) counted`;
}
