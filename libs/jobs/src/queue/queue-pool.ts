import { ConnectionClosedError, type PgPool, type PgPoolClient, type PgQueryResult } from 'bullmq';
import type { PostgresPool, PostgresPoolClient } from '@keelson/sql/ports';
import { isLostConnection } from './lost-connection.js';

/**
 * A pg.Pool as BullMQ takes it, which names a lost server in BullMQ's own way: of pg's many errors it knows only
 * ECONNREFUSED, and at any other its workers ask again at once, in a loop that leaves the processor no rest.
 */
export class QueuePool implements PgPool {
  constructor(
    private readonly pool: PostgresPool,
    private readonly lost: (error: unknown) => void,
    /** Called with each answer: connections that are open already never connect again. */
    private readonly answered: () => void,
  ) {}

  async query<R>(text: string, values?: readonly unknown[]): Promise<PgQueryResult<R>> {
    try {
      const { rows, rowCount } = await this.pool.query(text, values && [...values]);
      this.answered();
      return { rows: rows as R[], rowCount };
    } catch (error) {
      throw this.named(error);
    }
  }

  async connect(): Promise<PgPoolClient> {
    try {
      return await this.pool.connect();
    } catch (error) {
      throw this.named(error);
    }
  }

  end(): Promise<void> {
    return this.pool.end();
  }

  on(event: 'error', listener: (error: Error) => void): this;
  on(event: 'connect', listener: (client: PgPoolClient) => void): this;
  on(event: 'error' | 'connect', listener: (subject: Error & PgPoolClient) => void): this {
    this.pool.on(event as 'error', listener as (error: Error) => void);
    return this;
  }

  removeAllListeners(event?: string): this {
    this.pool.removeAllListeners(event);
    return this;
  }

  private named(error: unknown): unknown {
    if (!isLostConnection(error)) return error;
    this.lost(error);
    return new ConnectionClosedError(undefined, error);
  }
}

/**
 * Hears a client's errors as long as it lives: the pool listens to idle ones only, and BullMQ takes every listener off
 * one that it gives back. An error that nobody hears ends the process.
 */
export function listenAlways(client: PostgresPoolClient, heard: (error: Error) => void): void {
  const removeAllListeners = client.removeAllListeners.bind(client);
  client.on('error', heard);
  client.removeAllListeners = (event) => {
    removeAllListeners(event);
    return client.on('error', heard);
  };
}
