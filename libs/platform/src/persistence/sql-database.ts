import { currentContext, maybeContext, withContext, type Context } from '@keelson/kernel';
import { Injectable, Logger } from '@nestjs/common';
import { LRUCache } from 'lru-cache';
import type { DataSource } from 'typeorm';
import { setTimeout as pause } from 'node:timers/promises';
import type { CertifiedStatement } from './certified-statement.js';
import { databaseNow } from './clock.js';
import type { Connections } from './connections.js';
import type { Bindable } from './database.js';
import { Database } from './database.js';
import { withPlaceholders } from './dialect.js';
import type { Dialect } from './engine.js';
import {
  failureOf,
  named,
  namedIfOfQuery,
  outcomes,
  renewedPool,
  type FailureName,
} from './failures/index.js';
import { sendCertified } from './gated-driver.js';
import type { ServerClock } from './server-clock.js';
import { TransactionUnit, type RawConnection } from './transaction-unit.js';
import { isStuck, pastDeadline } from './waiting/refusals.js';
import { RowBusyError, RowTurn } from './waiting/row-turn.js';

/** How often an operation is run when the database keeps refusing it. */
const attempts = 6;

/** Sends one statement on a connection. */
type Send = (connection: RawConnection, done: (error: Error | null, result: unknown) => void) => void;

/** Who waited in vain for a lock is run again only where others got it meanwhile; nothing else suggests that it would. */
function isWorthRerunning(failure: FailureName, rows: RowTurn | null): boolean {
  if (failure === 'retry') return true;
  return (failure === 'locked' || failure === 'timed-out') && rows?.wasPassedOver === true;
}

/** {@link Database} on TypeORM's pool: prepared statements on its raw connections, behind the gateway. */
@Injectable()
export class SqlDatabase extends Database {
  private readonly logger = new Logger('Database');
  private readonly texts = new LRUCache<string, string>({ max: 1_000 });

  constructor(
    readonly dataSource: DataSource,
    readonly dialect: Dialect,
    readonly clock: ServerClock,
    readonly connections: Connections,
  ) {
    super();
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
    const run = () => this.rerun(work);
    return run().catch((error: unknown) => this.onRenewedPool(error, run));
  }

  private async rerun<T>(work: () => Promise<T>): Promise<T> {
    const context = maybeContext();
    // Whoever has a connection already must not wait in memory for what its own locks may hold up.
    const rows = context?.holdsConnection ? null : new RowTurn(this.connections.rows);
    let moved = true;
    try {
      for (let attempt = 1; ;) {
        try {
          return await this.attempt(work, rows);
        } catch (error) {
          if (error instanceof RowBusyError && rows) {
            await rows.wait(error.ids, context?.deadline);
            continue;
          }
          moved = !isStuck(error);
          if (!isWorthRerunning(failureOf(error), rows)) throw error;
          if (attempt === attempts) throw named(error);
          attempt += 1;
          // Whoever won the deadlock needs a moment; the jitter keeps losers from meeting again.
          await pause(2 ** attempt + Math.random() * 10 * attempt);
        }
      }
    } finally {
      rows?.leave(moved);
    }
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

  private async attempt<T>(work: () => Promise<T>, rows: RowTurn | null): Promise<T> {
    const { connections } = this;
    const context = maybeContext();
    const deadline = context?.deadline;
    const place = connections.tryEnter(context, rows) ?? (await connections.wait(context, rows));
    const runner = this.dataSource.createQueryRunner('master');
    let result: T;
    let unit: TransactionUnit;
    let lost: Error | null = null;
    const onLost = (error: Error) => (lost = error);
    try {
      unit = new TransactionUnit(runner, (await runner.connect()) as RawConnection, rows);
      unit.connection.on('error', onLost);
      rows?.start();
      const use = connections.beginUse(unit.connection, deadline);
      try {
        await this.reach(() => runner.startTransaction());
        result = await withContext({ unit, holdsConnection: true }, work);
        unit.end();
        if (deadline?.isOver) throw pastDeadline(deadline);
        // Once it commits, nobody takes the connection away: whether it has would never be known.
        connections.endUse(use);
        await this.reach(() => runner.commitTransaction());
      } catch (error) {
        const reason = unit.failure;
        unit.abandon();
        connections.endUse(use);
        // The connection may be gone; the server rolls back by itself then.
        await runner.rollbackTransaction().catch(() => undefined);
        if (use.overdue && deadline) throw pastDeadline(deadline);
        // TypeORM then lets go of the connection, and calls that a fault of ours.
        throw lost ? named(lost) : (reason ?? namedIfOfQuery(error));
      } finally {
        unit.connection.off('error', onLost);
      }
    } finally {
      await runner.release().catch(() => undefined);
      rows?.unlock();
      connections.leave(place);
    }
    rows?.leave(true);
    // What is committed is committed, however late it is.
    await withContext({ unit: null, holdsConnection: false, deadline: undefined }, () =>
      unit.settle(this.logger),
    );
    return result;
  }

  /** Runs `step`; what the database fails with is named. */
  private async reach<T>(step: () => Promise<T>): Promise<T> {
    try {
      return await step();
    } catch (error) {
      throw named(error);
    }
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
