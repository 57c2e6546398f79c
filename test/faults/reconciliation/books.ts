import { type Engine, openSql, type SqlSession } from '@keelson/testing/servers';

export interface EventRow {
  readonly id: string;
  readonly organizationId: string;
  readonly type: string;
  readonly aggregateType: string;
  readonly aggregateId: string;
  readonly sequence: number;
  readonly position: number | null;
}

export interface JobRow {
  readonly id: string;
  readonly queue: string;
  readonly kind: string;
  readonly state: string;
  readonly eventId: string | null;
  readonly line: string | null;
  readonly payload: Readonly<Record<string, unknown>>;
}

export interface EffectRow {
  readonly doneBy: string;
  readonly cause: string;
  readonly about: string;
  readonly sequence: number;
  readonly previous: number;
}

type Raw = Readonly<Record<string, unknown>>;

/** All that the database holds when the load is over, as the reconciliation reads it. */
export interface Books {
  readonly users: readonly Raw[];
  readonly products: readonly Raw[];
  readonly orders: readonly Raw[];
  readonly payments: readonly Raw[];
  readonly counters: readonly Raw[];
  /** Audit entries by subject. */
  readonly audited: ReadonlyMap<string, number>;
  readonly events: readonly EventRow[];
  readonly lastPositions: ReadonlyMap<string, number>;
  readonly jobs: readonly JobRow[];
  /** Outcomes of the attempts that failed, by job. */
  readonly outcomes: ReadonlyMap<string, readonly string[]>;
  readonly effects: readonly EffectRow[];
  /** Files that jobs have left, by job; and chunks of none. */
  readonly files: ReadonlyMap<string, FileRow>;
  readonly strayChunks: number;
  /** Audit entries, with the number of the seal that they name. */
  readonly entries: ReadonlyMap<string, number | null>;
  readonly seals: readonly SealBook[];
}

export interface SealBook {
  readonly number: number;
  readonly previous: string;
  readonly hash: string;
  readonly leaves: Buffer;
  readonly salts: Buffer;
}

export interface FileRow {
  readonly complete: boolean;
  /** As the file says, and of all its chunks. */
  readonly bytes: number;
  readonly stored: number;
}

export async function readBooks(engine: Engine, url: string): Promise<Books> {
  const sql = await openSql(engine, url);
  try {
    return await read(sql);
  } finally {
    await sql.end();
  }
}

async function read(sql: SqlSession): Promise<Books> {
  const audited = await sql.query(
    'SELECT subject_id, COUNT(*) AS entries FROM audit_entries GROUP BY subject_id',
  );
  const events = await sql.query(
    'SELECT id, organization_id, type, aggregate_type, aggregate_id, sequence, position FROM outbox_events',
  );
  const logs = await sql.query('SELECT organization_id, last_position FROM event_logs');
  const jobs = await sql.query('SELECT id, queue, kind, state, event_id, line, payload FROM jobs');
  const attempts = await sql.query('SELECT job_id, outcome FROM job_attempts ORDER BY number');
  const effects = await sql.query('SELECT done_by, cause, about, sequence, previous FROM ledger_effects');
  const files = await sql.query(
    'SELECT f.id, f.complete, f.bytes, COALESCE(SUM(LENGTH(c.content)), 0) AS stored FROM job_files f LEFT JOIN job_chunks c ON c.file_id = f.id GROUP BY f.id, f.complete, f.bytes',
  );
  const [stray] = await sql.query(
    'SELECT COUNT(*) AS chunks FROM job_chunks c LEFT JOIN job_files f ON f.id = c.file_id WHERE f.id IS NULL',
  );
  const entries = await sql.query('SELECT id, seal FROM audit_entries');
  const seals = await sql.query(
    'SELECT number, previous, hash, leaves, salts FROM audit_seals ORDER BY number',
  );
  const outcomes = new Map<string, string[]>();
  for (const row of attempts)
    outcomes.set(text(row['job_id']), [...(outcomes.get(text(row['job_id'])) ?? []), text(row['outcome'])]);
  return {
    users: await sql.query('SELECT id, email FROM users'),
    products: await sql.query('SELECT id, sku, price, stock, status, version FROM products'),
    orders: await sql.query('SELECT * FROM orders'),
    payments: await sql.query('SELECT id, order_id, amount, external_reference, version FROM payments'),
    counters: await sql.query('SELECT id, label, value, version FROM ledger_counters'),
    audited: new Map(audited.map((row) => [text(row['subject_id']), Number(row['entries'])])),
    events: events.map((row) => ({
      id: text(row['id']),
      organizationId: text(row['organization_id']),
      type: text(row['type']),
      aggregateType: text(row['aggregate_type']),
      aggregateId: text(row['aggregate_id']),
      sequence: Number(row['sequence']),
      position: row['position'] === null ? null : Number(row['position']),
    })),
    lastPositions: new Map(logs.map((row) => [text(row['organization_id']), Number(row['last_position'])])),
    jobs: jobs.map((row) => ({
      id: text(row['id']),
      queue: text(row['queue']),
      kind: text(row['kind']),
      state: text(row['state']),
      eventId: row['event_id'] === null ? null : text(row['event_id']),
      line: row['line'] === null ? null : text(row['line']),
      payload: parsed(row['payload']) as Raw,
    })),
    outcomes,
    effects: effects.map((row) => ({
      doneBy: text(row['done_by']),
      cause: text(row['cause']),
      about: text(row['about']),
      sequence: Number(row['sequence']),
      previous: Number(row['previous']),
    })),
    files: new Map(
      files.map((row) => [
        text(row['id']),
        { complete: Boolean(row['complete']), bytes: Number(row['bytes']), stored: Number(row['stored']) },
      ]),
    ),
    strayChunks: Number(stray?.['chunks']),
    entries: new Map(
      entries.map((row) => [text(row['id']), row['seal'] === null ? null : Number(row['seal'])]),
    ),
    seals: seals.map((row) => ({
      number: Number(row['number']),
      previous: text(row['previous']),
      hash: text(row['hash']),
      leaves: row['leaves'] as Buffer,
      salts: row['salts'] as Buffer,
    })),
  };
}

/** An id or a word, as the drivers hand it out. */
export function text(value: unknown): string {
  return String(value);
}

/** MariaDB hands JSON out as text. */
export function parsed(value: unknown): unknown {
  return typeof value === 'string' ? JSON.parse(value) : value;
}

/** Rows by a key, several under one. */
export function grouped<T>(rows: readonly T[], key: (row: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const row of rows) {
    const name = key(row);
    const group = groups.get(name);
    if (group) group.push(row);
    else groups.set(name, [row]);
  }
  return groups;
}
