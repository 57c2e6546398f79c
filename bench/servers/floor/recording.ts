import { v7 as uuidv7 } from 'uuid';
import { crc32 } from 'node:zlib';
import type { Engine } from '../settings.js';
import { prepared, type Connection, type Value } from './sql.js';

export interface Change {
  readonly action: string;
  readonly kind: 'created' | 'updated';
  /** What the row is called: `article`. */
  readonly name: string;
  readonly id: string;
  /** The row's version. */
  readonly sequence: number;
  /** The changed members. */
  readonly before: Readonly<Record<string, unknown>>;
  readonly after: Readonly<Record<string, unknown>>;
  /** An event of the action instead of `<name>.<kind>`. */
  readonly emits?: { readonly type: string; readonly payload: object };
}

export interface Recorded {
  readonly organizationId: string;
  readonly actorId: string;
  readonly requestId: string;
  /** Now, as the engine reads an instant. */
  readonly at: string;
  readonly changes: readonly Change[];
}

/** Aggregates fall into so many parts; each is relayed by one process at a time. */
const slots = 16;

const audit =
  'INSERT INTO audit_entries (id, version, created_at, updated_at, organization_id, action, kind, subject_type, subject_id, actor_id, request_id, changes) VALUES ';
const outbox =
  'INSERT INTO outbox_events (id, version, created_at, updated_at, organization_id, aggregate_type, aggregate_id, sequence, type, event_version, payload, caller_id, request_id, slot) VALUES ';

/** Writes the audit entry and the event of each change, one statement each. */
export function recording(engine: Engine): (on: Connection, recorded: Recorded) => Promise<void> {
  const many = (name: string, insert: string, row: string) => (count: number) =>
    prepared(engine, `${name}-${count}`, insert + Array.from({ length: count }, () => row).join(', '));
  const audits = many('audit', audit, '(?, 1, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)');
  const events = many('outbox', outbox, '(?, 1, ?, ?, ?, ?, ?, ?, ?, 1, ?, ?, ?, ?)');
  return async (on, { organizationId, actorId, requestId, at, changes }) => {
    const entry = ({ action, kind, name, id, before, after }: Change): Value[] => [
      uuidv7(),
      at,
      at,
      organizationId,
      action,
      kind,
      name,
      id,
      actorId,
      requestId,
      JSON.stringify(differences(before, after)),
    ];
    const event = ({ kind, name, id, sequence, after, emits }: Change): Value[] => [
      uuidv7(),
      at,
      at,
      organizationId,
      name,
      id,
      sequence,
      emits?.type ?? `${name}.${kind}`,
      JSON.stringify(emits?.payload ?? { id, ...after }),
      actorId,
      requestId,
      crc32(id) % slots,
    ];
    await on.rows(audits(changes.length), changes.flatMap(entry));
    await on.rows(events(changes.length), changes.flatMap(event));
  };
}

function differences(before: Change['before'], after: Change['after']): Record<string, unknown> {
  return Object.fromEntries(
    Object.keys(after).map((name) => [name, { before: before[name] ?? null, after: after[name] ?? null }]),
  );
}
