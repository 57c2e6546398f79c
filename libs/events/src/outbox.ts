import { Injectable } from '@nestjs/common';
import { type Bindable, Database, databaseNow, paddedToPowerOfTwo } from '@keelson/sql/ports';
import { sequencerSlot } from '@keelson/sql/ports';

/** An event on its way, as the database names its parts. */
export interface OutboxRow {
  readonly id: string;
  readonly organization_id: string;
  readonly slot: number;
  readonly aggregate_id: string;
  readonly sequence: number;
  readonly type: string;
  readonly caller_id: string | null;
  readonly request_id: string;
}

/** Most events of one transaction. */
export const batchSize = 500;

const parts = 'id, organization_id, slot, aggregate_id, sequence, type, caller_id, request_id';

/** The statements on `outbox_events` that serve all organizations; run them in acrossOrganizations(…). */
@Injectable()
export class Outbox {
  constructor(private readonly database: Database) {}

  /** Events that wait in these slots: an aggregate's in its order, none of them left out before another. */
  waiting(slots: readonly number[]): Promise<OutboxRow[]> {
    const wanted = paddedToPowerOfTwo(slots);
    return this.database.read<OutboxRow>(
      `SELECT ${parts} FROM outbox_events WHERE slot IN (${places(wanted)}) ORDER BY slot, aggregate_id, sequence LIMIT ${batchSize}`,
      wanted,
    );
  }

  /** From a relay's slot to the sequencer's. */
  async relayed(events: readonly OutboxRow[]): Promise<void> {
    const ids = paddedToPowerOfTwo(events.map(({ id }) => id));
    await this.database.write(
      `UPDATE outbox_events SET slot = ${sequencerSlot}, relayed_at = ${databaseNow} WHERE id IN (${places(ids)})`,
      ids,
    );
  }

  /** Gives events their positions; nobody has to see to them any more. */
  async placed(positions: ReadonlyMap<string, number>): Promise<void> {
    const pairs = paddedToPowerOfTwo([...positions]);
    await this.database.write(
      `UPDATE outbox_events SET slot = NULL, position = CASE id ${this.cases(pairs)} END WHERE id IN (${places(pairs)})`,
      [...pairs.flat(), ...pairs.map(([id]) => id)],
    );
  }

  /** The last position of each of these organizations' logs; 0 where there is none yet. */
  async lastPositions(organizationIds: readonly string[]): Promise<Map<string, number>> {
    const wanted = paddedToPowerOfTwo(organizationIds);
    const rows = await this.database.read<{ organization_id: string; last_position: number }>(
      `SELECT organization_id, last_position FROM event_logs WHERE organization_id IN (${places(wanted)})`,
      wanted,
    );
    return new Map(rows.map((row) => [row.organization_id, row.last_position]));
  }

  /** Begins the logs that are not there, and moves the others on. */
  async moveLogs(from: ReadonlyMap<string, number>, to: ReadonlyMap<string, number>): Promise<void> {
    const fresh = [...to].filter(([id]) => !from.has(id));
    const known = [...to].filter(([id]) => from.has(id));
    for (const log of fresh)
      await this.database.write('INSERT INTO event_logs (organization_id, last_position) VALUES (?, ?)', log);
    if (known.length === 0) return;
    const pairs = paddedToPowerOfTwo(known);
    await this.database.write(
      `UPDATE event_logs SET last_position = CASE organization_id ${this.cases(pairs)} END WHERE organization_id IN (${places(pairs)})`,
      [...pairs.flat(), ...pairs.map(([id]) => id)],
    );
  }

  /** PostgreSQL takes parameters in a CASE for text unless told otherwise. */
  private cases(pairs: readonly unknown[]): string {
    const number = this.database.dialect === 'postgres' ? 'CAST(? AS BIGINT)' : '?';
    return pairs.map(() => `WHEN ? THEN ${number}`).join(' ');
  }
}

function places(values: readonly (Bindable | readonly Bindable[])[]): string {
  return values.map(() => '?').join(', ');
}
