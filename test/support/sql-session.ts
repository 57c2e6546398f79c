import { createConnection } from 'mysql2/promise';
import { Client } from 'pg';
import type { Engine } from './servers/index.js';

/** One connection of a test to a database, beside those of the product. */
export interface SqlSession {
  query(sql: string): Promise<readonly Record<string, unknown>[]>;
  end(): Promise<void>;
}

export async function openSql(engine: Engine, url: string): Promise<SqlSession> {
  if (engine === 'mysql') {
    const connection = await createConnection(url);
    return {
      async query(sql) {
        const [rows] = await connection.query(sql);
        return Array.isArray(rows) ? (rows as Record<string, unknown>[]) : [];
      },
      end: () => connection.end(),
    };
  }
  const client = new Client({ connectionString: url });
  // A server that a test takes away must not end the test.
  client.on('error', () => undefined);
  await client.connect();
  return {
    query: async (sql) => (await client.query<Record<string, unknown>>(sql)).rows ?? [],
    end: () => client.end(),
  };
}
