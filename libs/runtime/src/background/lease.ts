/** A right that one process holds at a time, until a moment that the database's clock knows. */
export interface Lease {
  readonly name: string;
  /** Grows each time the lease changes hands. */
  readonly fence: number;
  /**
   * Locks the lease's row in the transaction under way, so that nobody takes it over before the commit. Whoever was frozen
   * past the end of the lease finds out here, before it writes.
   * @throws LeaseLostError when somebody else has it by now
   */
  assertHeld(): Promise<void>;
  /** Gives it back, so that another process need not wait for its end. */
  release(): Promise<void>;
}
