import mysql from 'mysql2';
import pg from 'pg';
import type { StatementGateway } from './statement-gateway.js';

type AnyFunction = (...args: unknown[]) => unknown;
type Connection = Record<string, unknown>;

/**
 * mysql2 with a gate on each connection of its pools, to hand to TypeORM as its `driver`.
 * @param prepare statements that set a new connection up; they run before anything else on it
 */
export function gatedMysql(gateway: StatementGateway, prepare: readonly string[]): object {
  return {
    ...mysql,
    createPool(options: mysql.PoolOptions) {
      const pool = mysql.createPool(options);
      pool.on('connection', (connection) => {
        for (const statement of prepare) connection.query(statement, logNothing);
        gate(connection as unknown as Connection, ['query', 'execute'], gateway);
      });
      return pool;
    },
  };
}

/** pg with a gate on each client of its pools. */
export function gatedPostgres(gateway: StatementGateway): object {
  class GatedPool extends pg.Pool {
    constructor(options: pg.PoolConfig) {
      super(options);
      this.on('connect', (client) => gate(client as unknown as Connection, ['query'], gateway));
    }
  }
  return { ...pg, Pool: GatedPool, defaults: pg.defaults };
}

/** Errors of the set-up statements come back on the first real one. */
function logNothing(): void {}

function gate(connection: Connection, methods: readonly string[], gateway: StatementGateway): void {
  for (const method of methods) {
    const send = (connection[method] as AnyFunction).bind(connection);
    connection[method] = (...args: unknown[]): unknown => {
      const [first, second] = args;
      const parts = (typeof first === 'string' ? {} : (first ?? {})) as {
        sql?: string;
        text?: string;
        values?: unknown[];
        certificate?: unknown;
      };
      const text = typeof first === 'string' ? first : (parts.text ?? parts.sql ?? '');
      const values = Array.isArray(second) ? (second as unknown[]) : parts.values;
      const callback = args.findLast((arg): arg is AnyFunction => typeof arg === 'function');
      try {
        gateway.admit(text, values, parts.certificate);
      } catch (error) {
        if (!callback) return Promise.reject(error as Error);
        process.nextTick(callback, error);
        return undefined;
      }
      return send(...args);
    };
  }
}
