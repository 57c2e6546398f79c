import { loadMysql, loadPostgres } from './drivers.js';
import type { Engine } from './test-database.js';

/** One connection of a test to a database, beside those of the product. */
export interface SqlSession {
  /** Values are `?` in the statement, on both engines. */
  query(sql: string, values?: readonly unknown[]): Promise<readonly Record<string, unknown>[]>;
  end(): Promise<void>;
}

/** A connection to a database; `end()` closes it. */
export async function openSql(engine: Engine, url: string): Promise<SqlSession> {
  if (engine === 'mysql') {
    const { createConnection } = await loadMysql();
    const connection = await createConnection(url);
    return {
      async query(sql, values = []) {
        const [rows] = await connection.query(sql, [...values]);
        return Array.isArray(rows) ? (rows as Record<string, unknown>[]) : [];
      },
      end: () => connection.end(),
    };
  }
  // One connection, whose statements wait for each other.
  const { Pool } = await loadPostgres();
  const session = new Pool({ connectionString: url, max: 1, idleTimeoutMillis: 0 });
  // A server that a test takes away must not end the test.
  session.on('error', () => undefined);
  return {
    async query(sql, values = []) {
      let at = 0;
      // Without values a question mark may be an operator.
      const text = values.length > 0 ? sql.replaceAll('?', () => `$${(at += 1)}`) : sql;
      return (await session.query<Record<string, unknown>>(text, [...values])).rows ?? [];
    },
    end: () => session.end(),
  };
}
