import { failureOf } from './failure-of.js';
import type { FailureLog } from './failure-log.js';
import { namedUnreached } from './named.js';
import { outcomes } from './outcomes.js';

/** Milliseconds in which the pool is renewed once at most, so that a server that stays read-only is not swamped. */
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

  constructor(private readonly failures: FailureLog) {}

  opened(connection: object): void {
    this.openedIn.set(connection, this.generation);
  }

  /** A statement has failed on the connection. */
  failed(connection: object, error: unknown): void {
    const failure = failureOf(error);
    this.failures.note(failure, error);
    const { connection: fate } = outcomes[failure];
    if (fate === 'all' && this.mayBeLent(connection)) this.renew();
    if (fate === 'discard' || endsConnection(error)) this.bad.add(connection);
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

  private renew(): void {
    const now = performance.now();
    if (now - this.renewedAt < renewalMs) return;
    this.renewedAt = now;
    this.generation += 1;
  }
}

/** Whether the server or the driver has given the connection up, whatever the failure. */
function endsConnection(error: unknown): boolean {
  const { severity, fatal } = (error ?? {}) as { readonly severity?: unknown; readonly fatal?: unknown };
  return severity === 'FATAL' || severity === 'PANIC' || fatal === true;
}
