import mysql from 'mysql2';
import pg from 'pg';
import type { CertifiedStatement } from './certified-statement.js';
import type { Bindable } from './database.js';
import { PoolConnections } from './failures/pool-connections.js';
import type { FailureLog } from './failures/failure-log.js';
import { SendingOrder } from './sending-order.js';
import type { StatementGateway } from './statement-gateway.js';
import { tellStatement } from './statement-observer.js';

type AnyFunction = (...args: unknown[]) => unknown;
type Connection = Record<string | symbol, unknown>;

/**
 * mysql2 with a gate on each connection of its pools, to hand to TypeORM as its `driver`.
 * @param prepare statements that set a new connection up; they run before anything else on it
 */
export function gatedMysql(
  gateway: StatementGateway,
  failures: FailureLog,
  prepare: readonly string[],
): object {
  return {
    ...mysql,
    createPool(options: mysql.PoolOptions) {
      const pool = mysql.createPool(options);
      const connections = new PoolConnections(failures);
      pool.on('connection', (connection) => {
        connections.opened(connection);
        for (const statement of prepare) connection.query(statement, logNothing);
        gate(connection as unknown as Connection, ['query', 'execute', 'prepare'], gateway, connections);
      });
      const lend = pool.getConnection.bind(pool);
      pool.getConnection = (done) =>
        lend((error, connection) => {
          if (error) done(connections.refused(error), connection);
          else if (connections.mayBeLent(connection)) done(null, connection);
          else {
            connection.destroy();
            pool.getConnection(done);
          }
        });
      return pool;
    },
  };
}

/** pg with a gate on each client of its pools. */
export function gatedPostgres(gateway: StatementGateway, failures: FailureLog): object {
  class GatedPool extends pg.Pool {
    private readonly connections = new PoolConnections(failures);

    constructor(options: pg.PoolConfig) {
      super(options);
      this.on('connect', (client) => {
        this.connections.opened(client);
        // The pool listens to idle clients only; one that breaks off while it is lent out must not end the process.
        client.on('error', logNothing);
        gate(client as unknown as Connection, ['query'], gateway, this.connections);
      });
    }

    override connect(): Promise<pg.PoolClient>;
    override connect(done: Lend): void;
    override connect(done?: Lend): Promise<pg.PoolClient> | void {
      if (!done)
        return new Promise((resolve, reject) => {
          this.connect((error, client) => (client ? resolve(client) : reject(error as Error)));
        });
      super.connect((error, client, release) => {
        if (!client) done(this.connections.refused(error), undefined, release);
        else if (this.connections.mayBeLent(client)) done(undefined, client, release);
        else {
          release(true);
          this.connect(done);
        }
      });
    }
  }
  return { ...pg, Pool: GatedPool, defaults: pg.defaults };
}

type Lend = (
  error: Error | undefined,
  client: pg.PoolClient | undefined,
  release: (broken?: boolean | Error) => void,
) => void;

/** Errors of the set-up statements, and of a lost connection, come back on the first real one. */
function logNothing(): void {}

type Done = (error: Error | null, result: unknown) => void;

/** How the store sends: past the reading of text, since its statements know where the tenant is bound. */
export const sendCertified = Symbol('keelson:send-certified');

/** A connection with the gate on it. */
export interface GatedConnection {
  [sendCertified](statement: CertifiedStatement, values: readonly Bindable[], done: Done): void;
}

function gate(
  connection: Connection,
  methods: readonly string[],
  gateway: StatementGateway,
  connections: PoolConnections,
): void {
  const certified = connection['execute'] ? executeOn(connection) : queryOn(connection);
  const order = new SendingOrder();
  const failed = (error: unknown): void => connections.failed(connection, error);
  const watched =
    (done: AnyFunction): AnyFunction =>
    (error, ...rest) => {
      if (error) failed(error);
      return done(error, ...rest);
    };
  connection[sendCertified] = (statement: CertifiedStatement, values: readonly Bindable[], done: Done) => {
    const send = () => {
      gateway.admitCertified(statement, values);
      tellStatement(statement.text, values, true);
      certified(statement, values, watched(done as AnyFunction));
    };
    if (!order.holds) return send();
    order.after(null, send).catch((error: unknown) => process.nextTick(done, error));
  };
  for (const method of methods) {
    const send = (connection[method] as AnyFunction).bind(connection);
    connection[method] = (...args: unknown[]): unknown => {
      const callback = args.findLast((arg): arg is AnyFunction => typeof arg === 'function');
      const admitted = () => {
        // Read when it is sent: an object may have changed while it waited.
        const { text, values } = statementIn(args);
        gateway.admit(text, values);
        tellStatement(text, values);
        if (callback) return send(...args.map((arg) => (arg === callback ? watched(callback) : arg)));
        const sent = send(...args);
        if (sent instanceof Promise) sent.catch(failed);
        return sent;
      };
      try {
        const preparation = gateway.preparation(statementIn(args).text);
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
