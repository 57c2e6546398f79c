import type { UnitOfWork } from '@keelson/kernel';
import type { Logger } from '@nestjs/common';
import type { EntityManager, QueryRunner } from 'typeorm';
import { failureOf, named } from './failures/index.js';
import type { GatedConnection } from './gated-driver.js';
import type { RowTurn } from './waiting/row-turn.js';

/** A connection of mysql2 or pg; both take a query object and a callback. */
export interface RawConnection extends GatedConnection {
  query(query: object, callback: (error: Error | null, result: unknown) => void): void;
  execute?(query: object, callback: (error: Error | null, result: unknown) => void): void;
  release(error?: Error | boolean): void;
  on(event: 'error', listener: (error: Error) => void): unknown;
  off(event: 'error', listener: (error: Error) => void): unknown;
}

/** A transaction under way: its connection, and what is to happen after the commit. */
export class TransactionUnit implements UnitOfWork {
  private readonly effects: (() => void | Promise<void>)[] = [];
  private over = false;
  private doom: Error | null = null;

  /** @param rows the rows that it has a place for; null when it need not have one */
  constructor(
    readonly runner: QueryRunner,
    readonly connection: RawConnection,
    private readonly rows: RowTurn | null,
  ) {}

  /** Why it must not commit, whatever becomes of the work: a part of it is not in the database. */
  get failure(): Error | null {
    return this.doom;
  }

  /** TypeORM's manager inside this transaction. */
  get manager(): EntityManager {
    return this.runner.manager;
  }

  afterCommit(effect: () => void | Promise<void>): void {
    this.assertOpen();
    this.effects.push(effect);
  }

  /**
   * Runs a part of the transaction that is undone alone when it fails: by a savepoint. One at a time.
   * @throws what `work` throws
   */
  async part<T>(work: () => Promise<T>): Promise<T> {
    this.assertOpen();
    const wanted = this.effects.length;
    await this.runner.query('SAVEPOINT part');
    try {
      const result = await work();
      await this.runner.query('RELEASE SAVEPOINT part');
      return result;
    } catch (error) {
      // MariaDB has undone all of the transaction after a deadlock, the savepoint too.
      if (this.doom || failureOf(error) === 'retry') throw error;
      this.effects.length = wanted;
      await this.runner.query('ROLLBACK TO SAVEPOINT part');
      await this.runner.query('RELEASE SAVEPOINT part');
      throw error;
    }
  }

  /**
   * Before rows are locked, outside of which nothing in memory is waited for.
   * @throws RowBusyError when enough others are in the database for one of them
   */
  enterRows(ids: readonly string[]): void {
    this.assertOpen();
    try {
      this.rows?.enter(ids);
    } catch (error) {
      this.doom = error as Error;
      throw error;
    }
  }

  /** The database has given the locks. */
  holdRows(ids: readonly string[]): void {
    this.rows?.lock(ids);
  }

  /** A statement has failed. Who catches the error of a lock must not commit the rest: MySQL has undone only some of it. */
  note(error: Error): void {
    const failure = failureOf(error);
    if (failure === 'retry' || failure === 'locked') this.doom ??= named(error);
  }

  /** The work is done; the connection is on its way to somebody else. @throws Error when it must not commit */
  end(): void {
    this.over = true;
    if (this.doom) throw this.doom;
  }

  /** The work has failed. */
  abandon(): void {
    this.over = true;
  }

  /** @throws Error when work that nobody has waited for comes after the end: it would write into another's transaction */
  assertOpen(): void {
    if (this.over)
      throw new Error(
        "This code's transaction has already ended. Either a promise was not awaited, or it continued after another promise in the same Promise.all() had failed.",
      );
    if (this.doom) throw this.doom;
  }

  /** Hands the effects over; a failing one is logged, since the write stands. */
  async settle(logger: Logger): Promise<void> {
    for (const effect of this.effects) {
      try {
        await effect();
      } catch (error) {
        logger.error('An after-commit effect failed', error);
      }
    }
  }
}
