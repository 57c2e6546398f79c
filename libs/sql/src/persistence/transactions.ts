import { maybeContext, withContext } from '@keelson/kernel';
import { Logger } from '@nestjs/common';
import { setTimeout as pause } from 'node:timers/promises';
import type { DataSource } from 'typeorm';
import type { Connections } from './connections.js';
import { failureOf, named, namedIfOfQuery, type FailureName } from './failures/index.js';
import { TransactionUnit, type RawConnection } from './transaction-unit.js';
import { isStuck, pastDeadline } from './waiting/refusals.js';
import { RowBusyError, RowTurn } from './waiting/row-turn.js';

/** How often an operation is run when the database keeps refusing it. */
const attempts = 6;

/** Who waited in vain for a lock is run again only where others got it meanwhile; nothing else suggests that it would. */
function isWorthRerunning(failure: FailureName, rows: RowTurn | null): boolean {
  if (failure === 'retry') return true;
  return (failure === 'locked' || failure === 'timed-out') && rows?.wasPassedOver === true;
}

/** Runs work in transactions on TypeORM's pool, again when the database or the turn for a row asks for it. */
export class Transactions {
  private readonly logger = new Logger('Database');

  constructor(
    private readonly dataSource: DataSource,
    private readonly connections: Connections,
  ) {}

  /**
   * Runs `work` in a transaction of its own connection until it commits, six times at most.
   * @throws what the work or the database fails with, named; it is rolled back then
   */
  async run<T>(work: () => Promise<T>): Promise<T> {
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
}
