import type mysql from 'mysql2';
import type pg from 'pg';
import type { CertifiedStatement } from './certified-statement.js';
import type { Bindable } from './database.js';
import { loadMysql, loadPostgres } from './drivers.js';
import { watchedMysqlPool } from './failures/mysql-pool.js';
import { watchedPostgresPool } from './failures/postgres-pool.js';
import type { FailureLog } from './failures/failure-log.js';
import { SendingOrder } from './sending-order.js';
import type { StatementGateway } from './statement-gateway.js';
import { heldBack, tellStatement } from './statement-observer.js';

type AnyFunction = (...args: unknown[]) => unknown;
type Connection = Record<string | symbol, unknown>;

/**
 * mysql2 with a gate on each connection of its pools, to hand to TypeORM as its `driver`.
 * @param prepare statements that set a new connection up; they run before anything else on it
 * @throws PlatformError when mysql2 is not installed
 */
export async function gatedMysql(
  gateway: StatementGateway,
  failures: FailureLog,
  prepare: readonly string[],
): Promise<object> {
  const mysql = await loadMysql();
  return {
    ...mysql,
    createPool(options: mysql.PoolOptions) {
      const pool = watchedMysqlPool(mysql.createPool(options), failures);
      pool.on('connection', (connection) => {
        for (const statement of prepare) connection.query(statement, logNothing);
        gate(connection as unknown as Connection, ['query', 'execute', 'prepare'], gateway);
      });
      return pool;
    },
  };
}

/** pg with a gate on each client of its pools. @throws PlatformError when pg is not installed */
export async function gatedPostgres(gateway: StatementGateway, failures: FailureLog): Promise<object> {
  const pg = await loadPostgres();
  class GatedPool extends watchedPostgresPool(pg) {
    constructor(options: pg.PoolConfig) {
      super(options, failures);
      this.on('connect', (client) => gate(client as unknown as Connection, ['query'], gateway));
    }
  }
  return { ...pg, Pool: GatedPool, defaults: pg.defaults };
}

/** Errors of the set-up statements come back on the first real one. */
function logNothing(): void {}

type Done = (error: Error | null, result: unknown) => void;

/** How the store sends: past the reading of text, since its statements know where the tenant is bound. */
export const sendCertified = Symbol('keelson:send-certified');

/** A connection with the gate on it. */
export interface GatedConnection {
  [sendCertified](statement: CertifiedStatement, values: readonly Bindable[], done: Done): void;
}

function gate(connection: Connection, methods: readonly string[], gateway: StatementGateway): void {
  const certified = connection['execute'] ? executeOn(connection) : queryOn(connection);
  const order = new SendingOrder();
  connection[sendCertified] = (statement: CertifiedStatement, values: readonly Bindable[], done: Done) => {
    const send = () => {
      gateway.admitCertified(statement, values);
      tellStatement(statement.text, values, true);
      certified(statement, values, done);
    };
    const held = heldBack(statement.text);
    if (!held && !order.holds) return send();
    order.after(held, send).catch((error: unknown) => process.nextTick(done, error));
  };
  for (const method of methods) {
    const send = (connection[method] as AnyFunction).bind(connection);
    connection[method] = (...args: unknown[]): unknown => {
      const admitted = () => {
        // Read when it is sent: an object may have changed while it waited.
        const { text, values } = statementIn(args);
        gateway.admit(text, values);
        tellStatement(text, values);
        return send(...args);
      };
      const callback = args.findLast((arg): arg is AnyFunction => typeof arg === 'function');
      try {
        const { text: next } = statementIn(args);
        const preparation = both(gateway.preparation(next), heldBack(next));
        if (!preparation && !order.holds) return admitted();
        const sent = order.after(preparation, admitted);
        if (!callback) return sent;
        sent.catch((error: unknown) => process.nextTick(callback, error));
      } catch (error) {
        if (!callback) return Promise.reject(error as Error);
        process.nextTick(callback, error);
      }
      return undefined;
    };
  }
}

function both(one: Promise<void> | null, other: Promise<void> | null): Promise<void> | null {
  return one && other ? Promise.all([one, other]).then(() => undefined) : (one ?? other);
}

/** What the arguments of a driver's `query` say, which may be text or an object. */
function statementIn([first, second]: readonly unknown[]): { text: string; values: unknown[] | undefined } {
  const parts = (typeof first === 'string' ? {} : (first ?? {})) as {
    sql?: string;
    text?: string;
    values?: unknown[];
  };
  return {
    text: typeof first === 'string' ? first : (parts.text ?? parts.sql ?? ''),
    values: Array.isArray(second) ? (second as unknown[]) : parts.values,
  };
}

type Certified = (statement: CertifiedStatement, values: readonly Bindable[], done: Done) => void;

/** mysql2: `execute` prepares once a connection; plain arguments spare it two copies of an options object. */
function executeOn(connection: Connection): Certified {
  const execute = (connection['execute'] as AnyFunction).bind(connection);
  return (statement, values, done) => execute(statement.text, values, done);
}

/** pg: a statement with a name stays prepared on the connection. */
function queryOn(connection: Connection): Certified {
  const query = (connection['query'] as AnyFunction).bind(connection);
  return ({ name, text }, values, done) => query({ ...(name && { name }), text, values }, done);
}
