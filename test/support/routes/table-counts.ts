import { createConnection } from 'mysql2/promise';
import { Client } from 'pg';

/** How many rows each table of a database holds, read beside the application. */
export type TableCounts = Readonly<Record<string, number>>;

/** Budgets are counted when anyone asks for anything, and what was written before is still being worked off. */
const uncounted = new Set([
  'rate_windows',
  'sign_in_failures',
  'leases',
  'event_logs',
  'jobs',
  'job_attempts',
  'job_workers',
  'job_schedules',
  'scope_crossings',
]);

export async function tableCounts(databaseUrl: string): Promise<TableCounts> {
  const mysql = databaseUrl.startsWith('mysql');
  const query = mysql ? await onMysql(databaseUrl) : await onPostgres(databaseUrl);
  try {
    const tables = await query.rows<{ name: string }>(
      `SELECT table_name AS name FROM information_schema.tables WHERE table_schema = ${mysql ? 'DATABASE()' : "'public'"} AND table_type = 'BASE TABLE'`,
    );
    const counted = tables.map(({ name }) => name).filter((name) => !uncounted.has(name));
    const [row] = await query.rows<Record<string, number>>(
      `SELECT ${counted.map((name) => `(SELECT COUNT(*) FROM ${name}) AS ${name}`).join(', ')}`,
    );
    return Object.fromEntries(counted.sort().map((name) => [name, Number(row?.[name])]));
  } finally {
    await query.end();
  }
}

/** What has grown or shrunk. */
export function differences(before: TableCounts, after: TableCounts): Record<string, number> {
  return Object.fromEntries(
    Object.keys({ ...before, ...after })
      .map((name) => [name, (after[name] ?? 0) - (before[name] ?? 0)] as const)
      .filter(([, difference]) => difference !== 0),
  );
}

interface Query {
  rows<R>(sql: string): Promise<R[]>;
  end(): Promise<void>;
}

async function onMysql(url: string): Promise<Query> {
  const connection = await createConnection(url);
  return {
    rows: async <R>(sql: string) => (await connection.query(sql))[0] as R[],
    end: () => connection.end(),
  };
}

async function onPostgres(url: string): Promise<Query> {
  const client = new Client({ connectionString: url });
  await client.connect();
  return {
    rows: async <R>(sql: string) => (await client.query(sql)).rows as R[],
    end: () => client.end(),
  };
}
