import { openSql } from '@keelson/testing/servers';
import type { Engine } from '../servers/settings.js';

export type Query = (sql: string, values?: readonly unknown[]) => Promise<readonly Record<string, unknown>[]>;

/** Runs `work` on a connection that is closed after it. */
export async function onDatabase<T>(
  engine: Engine,
  url: string,
  work: (query: Query) => Promise<T>,
): Promise<T> {
  const session = await openSql(engine, url);
  try {
    return await work((sql, values) => session.query(sql, values));
  } finally {
    await session.end();
  }
}
