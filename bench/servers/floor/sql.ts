import { createPool, type PoolConnection, type RowDataPacket } from 'mysql2/promise';
import pg from 'pg';
import type { Engine, ServerSettings } from '../settings.js';

export type Value = string | number | null;

/** A statement that each connection prepares once. */
export interface Statement {
  readonly name: string;
  readonly text: string;
}

/** Where statements run: any connection of the pool, or the one of a transaction. */
export interface Connection {
  rows<T>(statement: Statement, values: readonly Value[]): Promise<T[]>;
}

export interface Sql extends Connection {
  /** READ COMMITTED; again as a whole after a deadlock. */
  transaction<T>(work: (on: Connection) => Promise<T>): Promise<T>;
  /** One statement, again after a deadlock. */
  retried(statement: Statement, values: readonly Value[]): Promise<void>;
  end(): Promise<void>;
}

/** `?` for values and backticks around aliases, as MySQL has them, on either engine. */
export function prepared(engine: Engine, name: string, text: string): Statement {
  if (engine === 'mysql') return { name, text };
  let position = 0;
  return { name, text: text.replaceAll('`', '"').replaceAll('?', () => `$${(position += 1)}`) };
}

export function openSql({ engine, databaseUrl, poolSize }: ServerSettings): Sql {
  return engine === 'mysql' ? openMysql(databaseUrl, poolSize) : openPostgres(databaseUrl, poolSize);
}

function openMysql(uri: string, connectionLimit: number): Sql {
  // Instants stay text from the row to the answer: two Date objects a row cost more than the rest of its columns.
  const pool = createPool({ uri, connectionLimit, dateStrings: true, timezone: 'Z' });
  pool.pool.on('connection', (connection) =>
    connection.query("SET SESSION tx_isolation = 'READ-COMMITTED', time_zone = '+00:00'"),
  );
  const on = (connection: Pick<PoolConnection, 'execute'>): Connection => ({
    async rows<T>({ text }: Statement, values: readonly Value[]) {
      const [rows] = await connection.execute<RowDataPacket[]>(text, [...values]);
      return rows as unknown as T[];
    },
  });
  const whole = on(pool);
  return {
    ...whole,
    retried: (statement, values) =>
      afterDeadlocks('ER_LOCK_DEADLOCK', async () => void (await whole.rows(statement, values))),
    transaction: (work) =>
      afterDeadlocks('ER_LOCK_DEADLOCK', async () => {
        const connection = await pool.getConnection();
        try {
          await connection.query('START TRANSACTION');
          const result = await work(on(connection));
          await connection.query('COMMIT');
          return result;
        } catch (error) {
          await connection.query('ROLLBACK');
          throw error;
        } finally {
          connection.release();
        }
      }),
    end: () => pool.end(),
  };
}

const timestamptz = 1184;
const int8 = 20;

function openPostgres(connectionString: string, max: number): Sql {
  const types = {
    getTypeParser: (oid: number, format?: 'text' | 'binary'): unknown => {
      if (oid === timestamptz) return String;
      return oid === int8 ? Number : pg.types.getTypeParser(oid, format as 'text');
    },
  };
  const pool = new pg.Pool({ connectionString, max, types, options: '-c timezone=UTC' });
  const on = (connection: Pick<pg.PoolClient, 'query'>): Connection => ({
    async rows<T>({ name, text }: Statement, values: readonly Value[]) {
      return (await connection.query({ name, text, values: [...values] })).rows as T[];
    },
  });
  const whole = on(pool);
  return {
    ...whole,
    retried: (statement, values) =>
      afterDeadlocks('40P01', async () => void (await whole.rows(statement, values))),
    transaction: (work) =>
      afterDeadlocks('40P01', async () => {
        const connection = await pool.connect();
        try {
          await connection.query('BEGIN');
          const result = await work(on(connection));
          await connection.query('COMMIT');
          return result;
        } catch (error) {
          await connection.query('ROLLBACK');
          throw error;
        } finally {
          connection.release();
        }
      }),
    end: () => pool.end(),
  };
}

async function afterDeadlocks<T>(deadlock: string, work: () => Promise<T>): Promise<T> {
  for (;;) {
    try {
      return await work();
    } catch (error) {
      if ((error as { code?: string }).code !== deadlock) throw error;
    }
  }
}

/** RFC 3339 of an instant as the engine writes it: `2026-01-01 00:00:00.123`, without zeros at its end, `+00` on PostgreSQL. */
export function instant(text: string): string {
  const plus = text.indexOf('+');
  const fraction = text.slice(19, plus < 0 ? undefined : plus) || '.';
  return `${text.slice(0, 10)}T${text.slice(11, 19)}${fraction.padEnd(4, '0')}Z`;
}
