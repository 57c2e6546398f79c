import { currentContext, maybeContext, withContext, type Context } from '@keelson/kernel';
import { Injectable } from '@nestjs/common';
import { LRUCache } from 'lru-cache';
import type { DataSource } from 'typeorm';
import type { CertifiedStatement } from './certified-statement.js';
import { databaseNow } from './clock.js';
import type { Connections } from './connections.js';
import { type Bindable, Database } from './database.js';
import { withPlaceholders } from './dialect.js';
import type { Dialect } from './engine.js';
import { failureOf, named, outcomes, renewedPool } from './failures/index.js';
import { sendCertified } from './gated-driver.js';
import type { ServerClock } from './server-clock.js';
import type { RawConnection, TransactionUnit } from './transaction-unit.js';
import { Transactions } from './transactions.js';
import { pastDeadline } from './waiting/refusals.js';

/** Sends one statement on a connection. */
type Send = (connection: RawConnection, done: (error: Error | null, result: unknown) => void) => void;

/** {@link Database} on TypeORM's pool: prepared statements on its raw connections, behind the gateway. */
@Injectable()
export class SqlDatabase extends Database {
  private readonly transactions: Transactions;
  private readonly texts = new LRUCache<string, string>({ max: 1_000 });

  constructor(
    readonly dataSource: DataSource,
    readonly dialect: Dialect,
    readonly clock: ServerClock,
    readonly connections: Connections,
  ) {
    super();
    this.transactions = new Transactions(dataSource, connections);
  }

  /** The present, read outside of any transaction; for the clock. */
  readonly present = (): Promise<Date> =>
    withContext({ unit: null, operation: 'clock' }, async () => {
      const [row] = await this.read<{ now: Date }>(`SELECT ${databaseNow} AS now`);
      if (!row) throw new Error('The database did not return the current time.');
      return row.now;
    });

  async read<R extends object>(sql: string, values: readonly Bindable[] = []): Promise<R[]> {
    return this.rowsOf(await this.send(this.plain(sql, values))) as R[];
  }

  async write(sql: string, values: readonly Bindable[] = []): Promise<{ readonly affected: number }> {
    return {
      affected: this.affectedBy(await this.send(this.plain(sql, values))),
    };
  }

  /** Rows of a statement that the store has composed. */
  async rows<R extends object>(statement: CertifiedStatement, values: readonly Bindable[]): Promise<R[]> {
    return this.rowsOf(
      await this.send((connection, done) => connection[sendCertified](statement, values, done)),
    ) as R[];
  }

  /** Rows written by a statement that the store has composed. */
  async change(statement: CertifiedStatement, values: readonly Bindable[]): Promise<number> {
    return this.affectedBy(
      await this.send((connection, done) => connection[sendCertified](statement, values, done)),
    );
  }

  async transaction<T>(work: () => Promise<T>): Promise<T> {
    return maybeContext()?.unit ? work() : this.separateTransaction(work);
  }

  async separateTransaction<T>(work: () => Promise<T>): Promise<T> {
    const run = () => this.transactions.run(work);
    return run().catch((error: unknown) => this.onRenewedPool(error, run));
  }

  /** The transaction of the present work. @throws Error outside one. */
  unit(): TransactionUnit {
    const { unit } = currentContext();
    if (!unit)
      throw new Error(
        'A write needs a transaction: run it in an operation (@Action, @Operation) or in database.transaction(…).',
      );
    return unit as TransactionUnit;
  }

  private plain(sql: string, values: readonly Bindable[]): Send {
    const text = this.placed(sql);
    if (this.dialect === 'mysql')
      return (connection, done) => connection.execute?.({ sql: text, values: [...values] }, done);
    return (connection, done) => connection.query({ text, values: [...values] }, done);
  }

  private send(query: Send): Promise<unknown> {
    const context = maybeContext();
    const unit = context?.unit as TransactionUnit | null | undefined;
    if (unit) {
      unit.assertOpen();
      return this.on(unit.connection, query, unit);
    }
    const send = () => this.sendAlone(query, context);
    return send().catch((error: unknown) => this.onRenewedPool(error, send));
  }

  /**
   * Runs `work` once more, on a new connection, when the one it met takes no writes: the server may have been writable for
   * long. Nothing was written.
   */
  private async onRenewedPool<T>(error: unknown, work: () => Promise<T>): Promise<T> {
    if (outcomes[failureOf(error)].connection !== 'all') throw error;
    const { pool, master } = this.dataSource.driver as { pool?: object; master?: object };
    await renewedPool(master ?? pool);
    return work();
  }

  private async sendAlone(query: Send, context: Context | undefined): Promise<unknown> {
    const { connections } = this;
    const deadline = context?.deadline;
    const place = connections.tryEnter(context, null) ?? (await connections.wait(context, null));
    try {
      // Acquired as a promise of its own, so that the statement is sent in this work's context, not in that of the
      // work which freed the connection.
      const connection = await connections.acquire();
      const use = connections.beginUse(connection, deadline);
      try {
        return await this.on(connection, query, null);
      } catch (error) {
        throw use.overdue && deadline ? pastDeadline(deadline) : error;
      } finally {
        connections.endUse(use);
        // One that is no good any more is not lent again.
        connection.release();
      }
    } finally {
      connections.leave(place);
    }
  }

  private on(connection: RawConnection, send: Send, unit: TransactionUnit | null): Promise<unknown> {
    return new Promise((resolve, reject) => {
      send(connection, (error, result) => {
        if (!error) {
          resolve(result);
          return;
        }
        unit?.note(error);
        reject(named(error));
      });
    });
  }

  private rowsOf(result: unknown): unknown[] {
    return this.dialect === 'mysql' ? (result as unknown[]) : (result as { rows: unknown[] }).rows;
  }

  private affectedBy(result: unknown): number {
    return this.dialect === 'mysql'
      ? (result as { affectedRows: number }).affectedRows
      : ((result as { rowCount: number | null }).rowCount ?? 0);
  }

  private placed(sql: string): string {
    if (this.dialect === 'mysql') return sql;
    const known = this.texts.get(sql);
    if (known) return known;
    const text = withPlaceholders(this.dialect, sql);
    this.texts.set(sql, text);
    return text;
  }
}
