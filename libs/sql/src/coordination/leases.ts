import type { Lease } from '@keelson/runtime/ports';

export type { Lease } from '@keelson/runtime/ports';

export class LeaseLostError extends Error {
  override readonly name = 'LeaseLostError';
}

/** Who does what only one process may do at a time: relays, the sequencer, the dispatcher, the scheduler. */
export abstract class Leases {
  /**
   * Takes a lease that is free or has ended, or renews one that this process holds.
   * @param seconds how long it lasts, by the database's clock; a whole number
   * @returns null when another process holds it
   */
  abstract claim(name: string, seconds: number): Promise<Lease | null>;

  /**
   * {@link Lease.assertHeld} for many at once: those of them that this process still holds, their rows locked in the
   * transaction under way.
   */
  abstract lockHeld(leases: readonly Lease[]): Promise<readonly Lease[]>;

  /** Renews many at once. @returns those that this process still holds */
  abstract renew(leases: readonly Lease[], seconds: number): Promise<readonly Lease[]>;

  /** How many processes hold a lease now whose name begins so. */
  abstract countHeld(prefix: string): Promise<number>;
}
