import { Injectable } from '@nestjs/common';
import { type Bindable, Database, paddedToPowerOfTwo } from '@keelson/sql/ports';

/** A job that could be admitted. */
export interface Candidate {
  readonly id: string;
  readonly organizationId: string;
  readonly queue: string;
  readonly line: string | null;
  readonly priority: number;
}

type Raw = Omit<Candidate, 'queue' | 'organizationId'> & { readonly organization_id: string };

/** Most organizations of one queue that are looked at in one go; the next go begins after them. */
export const organizationsAtOnce = 256;
/** Organizations that are asked for in one statement. */
const organizationsPerStatement = 16;

/**
 * Who waits, found by skipping from one value of the index (state, queue, organization_id, priority, id) to the next: an
 * organization with ten thousand jobs costs what one with a single job does.
 */
@Injectable()
export class WaitingWork {
  constructor(private readonly database: Database) {}

  /** Queues with waiting jobs. */
  queues(): Promise<string[]> {
    return this.skip('queue', "state = 'waiting'", []);
  }

  /** Organizations with waiting jobs in a queue, after `after` in the order of their ids. */
  organizations(queue: string, after: string | null): Promise<string[]> {
    return this.skip('organization_id', "state = 'waiting' AND queue = ?", [queue], after);
  }

  /** The first jobs of each organization. @param limit of each; few values, since it is part of the statement */
  async candidates(queue: string, organizationIds: readonly string[], limit: number): Promise<Candidate[]> {
    const found = new Map<string, Candidate>();
    for (let at = 0; at < organizationIds.length; at += organizationsPerStatement) {
      const some = organizationIds.slice(at, at + organizationsPerStatement);
      const padded = paddedToPowerOfTwo(some);
      const each = `(SELECT id, organization_id, line, priority FROM jobs WHERE state = 'waiting' AND queue = ? AND organization_id = ? ORDER BY priority, id LIMIT ${limit})`;
      const rows = await this.database.read<Raw>(
        padded.length === 1 ? each : padded.map(() => each).join(' UNION ALL '),
        padded.flatMap((organizationId) => [queue, organizationId]),
      );
      // What was asked for twice to fill the statement up is one: cheaper here than by the server's UNION.
      for (const { organization_id: organizationId, ...row } of rows)
        found.set(row.id, { ...row, organizationId, queue });
    }
    return [...found.values()];
  }

  private async skip(
    column: 'queue' | 'organization_id',
    condition: string,
    values: readonly Bindable[],
    after: string | null = null,
  ): Promise<string[]> {
    const next = (than: string | null) =>
      `SELECT ${column} FROM jobs WHERE ${condition}${than ? ` AND ${column} > ${than}` : ''} ORDER BY ${column} LIMIT 1`;
    const rows = await this.database.read<{ value: string | null }>(
      `WITH RECURSIVE found (value, place) AS (SELECT one.${column}, 1 FROM (${next(after && '?')}) one UNION ALL SELECT (${next('found.value')}), found.place + 1 FROM found WHERE found.value IS NOT NULL AND found.place < ${organizationsAtOnce}) SELECT value FROM found WHERE value IS NOT NULL`,
      [...values, ...(after ? [after] : []), ...values],
    );
    return rows.map(({ value }) => value as string);
  }
}
