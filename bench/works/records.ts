import { setTimeout as pause } from 'node:timers/promises';
import { isDeepStrictEqual } from 'node:util';
import { onDatabase, type Query } from '../data/sql.js';
import { difference } from '../equivalence.js';
import type { Engine } from '../servers/settings.js';
import type { Side } from './work.js';

type RowOf = Readonly<Record<string, unknown>>;

/**
 * Compares the audit entries and events of some rows, in the order of their ids, between the sides.
 * @param ids of each side; one that differs between the sides is the same row where its place in the list is the same
 * @throws Error at the first difference
 */
export async function compareRecords(
  sides: readonly Side[],
  engine: Engine,
  ids: readonly (readonly string[])[],
): Promise<void> {
  const records = await Promise.all(
    sides.map((side, index) =>
      onDatabase(engine, side.databaseUrl, (query) => recordsOf(query, ids[index] ?? [])),
    ),
  );
  records.forEach((mine, side) => {
    const wrong = difference(records[0], mine, 'records');
    if (wrong)
      throw new Error(
        `bench: ${sides[side]?.label} did not write the same records as ${sides[0]?.label}: ${wrong}`,
      );
  });
}

const instants = /\d{4}-\d\d-\d\dT[\d:.]+Z/g;

async function recordsOf(query: Query, ids: readonly string[]): Promise<readonly unknown[]> {
  const places = ids.map(() => '?').join(', ');
  const audit = await query(
    `SELECT version, organization_id, action, kind, subject_type, subject_id, actor_id, changes FROM audit_entries WHERE subject_id IN (${places})`,
    ids,
  );
  const events = await query(
    `SELECT version, organization_id, aggregate_type, aggregate_id, sequence, type, event_version, payload, caller_id, slot IS NULL AS placed FROM outbox_events WHERE aggregate_id IN (${places})`,
    ids,
  );
  return ids.map((id, index) => {
    const neutral = (rows: readonly RowOf[], key: string) =>
      rows
        .filter((row) => row[key] === id)
        .map(
          (row) =>
            JSON.parse(
              JSON.stringify(withObjects(row))
                .replaceAll(id, `row ${index}`)
                .replaceAll(instants, 'an instant'),
            ) as unknown,
        );
    return { audit: neutral(audit, 'subject_id'), events: neutral(events, 'aggregate_id') };
  });
}

/** JSON columns are text on MariaDB. */
function withObjects(row: RowOf): RowOf {
  return Object.fromEntries(
    Object.entries(row).map(([name, value]) => [
      name,
      typeof value === 'string' && value.startsWith('{') ? (JSON.parse(value) as unknown) : value,
    ]),
  );
}

/** What `count` gives once it stays the same: requests that the load has cut off may still be committing. */
export async function settled<T>(count: () => Promise<T>): Promise<T> {
  let last = await count();
  for (let look = 0; look < 50; look += 1) {
    await pause(100);
    const next = await count();
    if (isDeepStrictEqual(next, last)) return next;
    last = next;
  }
  return last;
}

/** @throws Error unless each count lies between the bounds and all are the same */
export function assertCounts(
  side: Side,
  counts: Readonly<Record<string, number>>,
  { least, most }: { least: number; most: number },
): void {
  const values = Object.values(counts);
  if (new Set(values).size === 1 && values.every((count) => count >= least && count <= most)) return;
  const text = Object.entries(counts).map(([name, count]) => `${count} ${name}`);
  throw new Error(
    `bench: ${side.label} responded to between ${least} and ${most} requests, but wrote ${text.join(', ')}`,
  );
}
