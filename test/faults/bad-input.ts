import { randomUUID } from 'node:crypto';
import type { Client, Person } from './client.js';
import { type Engine, openSql, type SqlSession } from '@keelson/testing/servers';

/** Events of another time, and of nobody: type, version and payload. */
const forgeries: readonly (readonly [type: string, version: number, payload: (id: string) => object])[] = [
  ['counter.bumped', 1, (id) => ({ id, value: 1 })],
  ['counter.bumped', 2, (id) => ({ id, value: 'many' })],
  ['counter.bumped', 2, () => ({})],
  ['order.placed', 1, () => ({ old: true })],
];

/**
 * Writes events and a job as an older or a broken version of the program would have left them.
 * @returns the ids of their aggregates, and of the job
 */
export async function forge(engine: Engine, url: string, person: Person): Promise<Set<string>> {
  const sql = await openSql(engine, url);
  const forged = new Set<string>();
  try {
    for (const [type, version, payload] of forgeries) {
      const aggregate = randomUUID();
      forged.add(aggregate);
      await event(sql, person, type, version, aggregate, payload(aggregate));
    }
    const job = randomUUID();
    forged.add(job);
    await sql.query(
      `INSERT INTO jobs (id, organization_id, version, created_at, updated_at, queue, kind, state, payload, priority, attempt, max_attempts, cancel_requested, request_id) VALUES (?, ?, 1, CURRENT_TIMESTAMP(3), CURRENT_TIMESTAMP(3), 'ledger.row', 'job', 'waiting', ?, 5, 0, 3, FALSE, 'forged')`,
      [job, person.organizationId, JSON.stringify({ name: 'of an old version' })],
    );
  } finally {
    await sql.end();
  }
  return forged;
}

async function event(
  sql: SqlSession,
  person: Person,
  type: string,
  version: number,
  aggregate: string,
  payload: object,
): Promise<void> {
  await sql.query(
    `INSERT INTO outbox_events (id, organization_id, version, created_at, updated_at, aggregate_type, aggregate_id, sequence, type, event_version, payload, request_id, slot) VALUES (?, ?, 1, CURRENT_TIMESTAMP(3), CURRENT_TIMESTAMP(3), ?, ?, 1, ?, ?, ?, 'forged', 3)`,
    [
      randomUUID(),
      person.organizationId,
      type.split('.')[0],
      aggregate,
      type,
      version,
      JSON.stringify(payload),
    ],
  );
}

/** What an administrator does about events that nobody can digest: gives them up, so that those behind go on. */
export async function skipPoison(client: Client, people: readonly Person[]): Promise<number> {
  let skipped = 0;
  for (const person of people) {
    const path = '/v1/jobs?filter[state]=dead&filter[queue]=ledger.fragile&limit=200';
    const dead = await client.send({ method: 'GET', path, person });
    for (const { id } of (dead?.json as { data?: { id: string }[] })?.data ?? []) {
      await client.send({ method: 'POST', path: `/v1/jobs/${id}/skip`, person, key: `skip-${id}` });
      skipped += 1;
    }
  }
  return skipped;
}
