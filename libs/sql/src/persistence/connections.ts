import { currentScope, unavailable, type Context, type Deadline } from '@keelson/kernel';
import { setImmediate } from 'node:timers/promises';
import type { DataSource } from 'typeorm';
import type { DatabaseOptions } from './database.settings.js';
import type { Dialect } from './engine.js';
import { namedUnreached } from './failures/index.js';
import { boundId } from './stored-scope.js';
import type { RawConnection } from './transaction-unit.js';
import { breakOffFor } from './waiting/break-off.js';
import { ConnectionTurns, type Rank, type Share } from './waiting/connection-turns.js';
import { pastDeadline } from './waiting/refusals.js';
import type { RowTurn } from './waiting/row-turn.js';
import { RowTurns } from './waiting/row-turns.js';
import { StatementDeadlines, type TimedUse } from './waiting/statement-deadlines.js';
import { Watch } from './waiting/watch.js';

/** The connections of TypeORM's pool: who gets one next, and until when. */
export class Connections {
  readonly rows: RowTurns;
  private readonly turns: ConnectionTurns;
  private readonly deadlines: StatementDeadlines<RawConnection>;

  constructor(
    private readonly dataSource: DataSource,
    dialect: Dialect,
    options: DatabaseOptions,
  ) {
    const watch = new Watch();
    this.rows = new RowTurns(options.rowWaiters, watch);
    this.turns = new ConnectionTurns(options.poolSize, options.connectTimeoutMs, watch);
    this.deadlines = new StatementDeadlines<RawConnection>(breakOffFor(dialect, options), watch);
    this.breakOffBeforeClosing();
  }

  /** Pieces of work that wait for a connection. */
  get waiting(): number {
    return this.turns.waiting;
  }

  /**
   * A place in the pool for the present work, if it can have one at once; give it back with {@link leave}.
   * @param rows the places for rows that the work has, which run again as soon as there is a connection
   */
  tryEnter(context: Context | undefined, rows: RowTurn | null): Share | null {
    if (context?.deadline?.isOver) throw pastDeadline(context.deadline);
    return this.turns.tryEnter(boundId(currentScope()), rankOf(context, rows));
  }

  /** @throws DomainError `too_many_waiting`, `deadline_exceeded`, `unavailable` */
  wait(context: Context | undefined, rows: RowTurn | null): Promise<Share> {
    return this.turns.wait({
      organizationId: boundId(currentScope()),
      rank: rankOf(context, rows),
      deadline: context?.deadline,
    });
  }

  leave(place: Share): void {
    this.turns.leave(place);
  }

  /** A connection of the pool, for who has a place. */
  acquire(): Promise<RawConnection> {
    return new Promise((resolve, reject) => {
      const driver = this.dataSource.driver as unknown as {
        pool?: { getConnection(done: (error: Error | null, connection: RawConnection) => void): void };
        master?: { connect(done: (error: Error | null, client: RawConnection) => void): void };
      };
      const done = (error: Error | null, connection: RawConnection) => {
        if (error) reject(namedUnreached(error));
        else resolve(connection);
      };
      if (driver.pool) driver.pool.getConnection(done);
      else if (driver.master) driver.master.connect(done);
      else reject(unavailable({ detail: 'The database is closed.', retryAfter: 5 }));
    });
  }

  /** From now on the connection is broken off when the deadline is over, until {@link endUse}. */
  beginUse(connection: RawConnection, deadline: Deadline | undefined): TimedUse<RawConnection> {
    return this.deadlines.begin(connection, deadline);
  }

  endUse(use: TimedUse<RawConnection>): void {
    this.deadlines.end(use);
  }

  /**
   * Whoever closes the data source has waited for the work under way; the pool itself would wait for the last statement.
   * Not a hook of Nest's: those of modules that are global, such as TypeORM's and ours, come in the order of imports.
   */
  private breakOffBeforeClosing(): void {
    const { dataSource } = this;
    const destroy = dataSource.destroy.bind(dataSource);
    dataSource.destroy = async () => {
      this.deadlines.breakOffAll();
      // By then the pool has noticed, and does not take leave of connections that are gone.
      await setImmediate();
      return destroy();
    };
  }
}

function rankOf(context: Context | undefined, rows: RowTurn | null): Rank {
  if (context?.holdsConnection) return 'connection';
  return rows?.holdsPlaces ? 'rows' : 'none';
}
