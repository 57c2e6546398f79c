import { currentOrganizationId, defineError } from '@keelson/kernel';
import { Injectable } from '@nestjs/common';
import { Database, parsed, uniqueName } from '@keelson/sql/ports';
import type { EventLogQuery } from './event-log.query.js';
import type { EventLogPage } from './logged-event.js';
import { VisibleEvents } from './visible-events.js';
import { WaitingReaders, type WatchRights } from './waiting-readers.js';

export const unknownPosition = defineError(
  'event_log.unknown_position',
  'unprocessable',
  'The position is not in the event log',
);

/** Who may have to wait for the answer. */
export interface WaitingReader {
  /** Aborts when the connection is closed. */
  readonly gone: AbortSignal;
  /** See {@link WaitingReaders.wait}. */
  readonly watch: WatchRights;
  /** Makes sure that its rights still hold. @throws DomainError `unauthenticated`, `forbidden` */
  confirm(): Promise<void>;
}

interface LogRow {
  readonly id: string;
  readonly position: number;
  readonly type: string;
  readonly event_version: number;
  readonly aggregate_type: string;
  readonly aggregate_id: string;
  readonly sequence: number;
  readonly payload: unknown;
  readonly caller_id: string | null;
  readonly request_id: string;
  readonly created_at: Date;
}

const parts =
  'id, position, type, event_version, aggregate_type, aggregate_id, sequence, payload, caller_id, request_id, created_at';

const placesIndex = uniqueName('outbox_events', ['organization_id', 'position']);

/** The log of the caller's organization: its events in the order of their positions, without gaps, as the caller may see them. */
@Injectable()
export class EventLog {
  constructor(
    private readonly database: Database,
    private readonly visible: VisibleEvents,
    private readonly readers: WaitingReaders,
  ) {}

  /**
   * The events after a position. Waits for the next one that the caller may see, if asked to; a page that holds none moves
   * on all the same. A wait ends with the rights of its reader.
   * @param reader is asked after each wait
   * @throws DomainError `event_log.unknown_position`, `event_log.too_many_readers`
   */
  async read({ after, limit, wait }: EventLogQuery, reader: WaitingReader): Promise<EventLogPage> {
    const until = performance.now() + wait * 1_000;
    let next = after;
    for (;;) {
      const rows = await this.rows(next, limit);
      if (rows.length === 0) await this.assertNotAhead(next);
      const data = await this.shown(rows);
      next = rows.at(-1)?.position ?? next;
      const leftMs = until - performance.now();
      if (data.length > 0 || rows.length === limit || leftMs <= 0) return { data, page: { next, limit } };
      const { gone, watch } = reader;
      const end = await this.readers.wait(currentOrganizationId(), next, leftMs, gone, watch);
      if (!gone.aborted) await reader.confirm();
      if (end === 'over') return { data, page: { next, limit } };
    }
  }

  private async rows(after: number, limit: number): Promise<LogRow[]> {
    // Else MariaDB reads a long log from its beginning, to find the position (see list-statement.ts).
    const hint = this.database.dialect === 'mysql' ? ` FORCE INDEX (${placesIndex})` : '';
    const rows = await this.database.read<LogRow>(
      `SELECT ${parts} FROM outbox_events${hint} WHERE organization_id = ? AND position > ? ORDER BY position LIMIT ${limit}`,
      [currentOrganizationId(), after],
    );
    const first = rows[0]?.position;
    // Positions have no gaps: what lies between was purged, and the reader would never know.
    if (after > 0 && first !== undefined && first > after + 1)
      throw unknownPosition({
        detail: `Events up to position ${first - 1} have been deleted. Read the current rows again, then continue with after=${first - 1}.`,
      });
    // A page ends before what was purged, so that the next one tells of it.
    const gap = rows.findIndex((row, index) => row.position !== (first ?? 0) + index);
    return gap < 0 ? rows : rows.slice(0, gap);
  }

  /** A position from before a restored backup must not be taken for one that is still to come. */
  private async assertNotAhead(after: number): Promise<void> {
    if (after === 0) return;
    const last = (await this.readers.lastPositions([currentOrganizationId()])).get(currentOrganizationId());
    if (after > (last ?? 0))
      throw unknownPosition({
        detail: `The log ends at position ${last ?? 0}, so after=${after} is beyond its end. Read the current rows again, then continue with after=${last ?? 0}.`,
      });
  }

  private async shown(rows: readonly LogRow[]): Promise<EventLogPage['data']> {
    const events = rows.map((row) => ({
      ...row,
      aggregateType: row.aggregate_type,
      aggregateId: row.aggregate_id,
      payload: parsed(row.payload) as Record<string, unknown>,
    }));
    return (await this.visible.of(events)).map((event) => ({
      position: event.position,
      id: event.id,
      type: event.type,
      version: event.event_version,
      aggregate: { type: event.aggregateType, id: event.aggregateId },
      sequence: event.sequence,
      payload: this.visible.payloadOf(event),
      occurredAt: event.created_at,
      causedBy: event.caller_id,
      requestId: event.request_id,
    }));
  }
}
