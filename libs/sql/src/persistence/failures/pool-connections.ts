import { setTimeout as pause } from 'node:timers/promises';
import type { FailureLog } from './failure-log.js';
import { failureOf } from './failure-of.js';
import { namedUnreached } from './named.js';
import { outcomes } from './outcomes.js';

/** Milliseconds in which a pool is renewed once at most, so that a server that stays read-only is not swamped. */
const renewalMs = 250;

/**
 * Knows which connections of one pool may be lent again. After a failover behind an address that moves, and after a
 * session was opened read-only, a connection works and is wrong: nothing but the failure of a statement tells.
 */
export class PoolConnections {
  private readonly bad = new WeakSet<object>();
  private readonly openedIn = new WeakMap<object, number>();
  private generation = 0;
  private renewedAt = -Infinity;
  private renewal: Promise<void> | null = null;

  constructor(private readonly failures: FailureLog) {}

  opened(connection: object): void {
    this.openedIn.set(connection, this.generation);
  }

  /** A statement has failed on the connection. */
  failed(connection: object, error: unknown): void {
    const failure = failureOf(error);
    this.failures.note(failure, error);
    if (outcomes[failure].connection !== 'keep' || endsConnection(error)) this.bad.add(connection);
  }

  /** There was no connection to be had. @returns the reason, as a state of the database */
  refused(reason: unknown): Error {
    const error = namedUnreached(reason);
    this.failures.note(failureOf(error), reason);
    return error;
  }

  /** Whether the connection is as good as a new one. */
  mayBeLent(connection: object): boolean {
    return !this.bad.has(connection) && this.openedIn.get(connection) === this.generation;
  }

  /** Resolves when none of the connections that are open now will be lent again: after a quarter of a second at most. */
  renewed(): Promise<void> {
    this.renewal ??= this.renew();
    return this.renewal;
  }

  private async renew(): Promise<void> {
    await pause(Math.max(0, this.renewedAt + renewalMs - performance.now()));
    this.renewal = null;
    this.renewedAt = performance.now();
    this.generation += 1;
  }
}

/** Whether the server or the driver has given the connection up, whatever the failure. */
function endsConnection(error: unknown): boolean {
  const { severity, fatal } = (error ?? {}) as { readonly severity?: unknown; readonly fatal?: unknown };
  return severity === 'FATAL' || severity === 'PANIC' || fatal === true;
}

const byPool = new WeakMap<object, PoolConnections>();

export function noteConnections(pool: object, connections: PoolConnections): void {
  byPool.set(pool, connections);
}

/** {@link PoolConnections.renewed} of a pool, where it is one of the platform's. */
export async function renewedPool(pool: object | undefined): Promise<void> {
  await (pool && byPool.get(pool))?.renewed();
}
