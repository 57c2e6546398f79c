import type { ConnectionOptions } from 'bullmq';
import type { DatabaseAddress, FailureLog } from '@keelson/sql/ports';
import type { PoolState } from '@keelson/runtime/ports';
import type { OutageLog } from './outage-log.js';

/** How long a job may take to be handed over, in milliseconds; a request waits for it after its commit. */
export const handoverLimitMs = 2_000;

/**
 * The server that carries jobs, and this process's connections to it: Redis, or the PostgreSQL of the database.
 * Queues and workers borrow the connections; only {@link close} ends them.
 */
export abstract class QueueConnection {
  /** Tells of the server's absence, once. */
  abstract readonly outage: OutageLog;

  /** What BullMQ's producers work on: fails within {@link handoverLimitMs} when the server is away. */
  abstract readonly producing: ConnectionOptions;

  /** What BullMQ's workers work on: waits for the server as long as it takes. */
  abstract readonly consuming: ConnectionOptions;

  /** What BullMQ's keys begin with, and the signals between processes: the installation's own, whoever else uses the server. */
  abstract readonly keyPrefix: string;

  /** Whether the process can't begin without the server. */
  abstract readonly neededAtStart: boolean;

  /** Resolves when there is a connection; asks nothing of the server. @throws Error when there is none within `limitMs`. */
  abstract connected(limitMs: number): Promise<void>;

  /** Resolves when the server answers. @throws Error when it doesn't within `limitMs`. */
  abstract answers(limitMs: number): Promise<void>;

  /** Resolves when the server takes a write, as jobs need it. @throws Error when it doesn't within `limitMs`, or why it refuses. */
  abstract takesWrites(limitMs: number): Promise<void>;

  /** Takes back BullMQ's limits of jobs a second that a process with a wrong clock has set; where the server's clock counts, there are none. */
  async mendLimits(): Promise<void> {}

  /** The pool of connections, where the server needs one. */
  poolState(): PoolState | null {
    return null;
  }

  /** Breaks off whatever waits for the server, so that workers can end while it is away. */
  abstract breakOff(): void;

  /** Ends all connections; nothing keeps the process alive afterwards. */
  abstract close(): Promise<void>;
}

/** What a connection is opened with. */
export interface QueueConnectionOptions {
  readonly failures: FailureLog;
  readonly database: DatabaseAddress;
  /** How many workers this process runs; each may hold a connection of its own. */
  readonly workers: number;
}
