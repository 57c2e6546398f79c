/** Milliseconds that nobody may claim an attempt before it counts as lost; a worker that has just begun says so within two seconds. */
const patienceMs = 7_000;
/** Longer between two looks than this, and whoever looks was away itself: what it had seen before says nothing. */
const gapMs = 6_000;

/** Since when nobody has claimed the attempts that BullMQ takes for running, by the clock of whoever looks, which never jumps. */
export class SilentAttempts {
  private since = new Map<string, number>();
  private lookedAt = -Infinity;

  constructor(private readonly now: () => number = () => performance.now()) {}

  /**
   * One look at all of them.
   * @param silent attempts that run as BullMQ says, and nobody claims
   * @returns those that are lost
   */
  look(silent: readonly string[]): string[] {
    const now = this.now();
    const before = now - this.lookedAt > gapMs ? new Map<string, number>() : this.since;
    this.lookedAt = now;
    this.since = new Map(silent.map((attempt) => [attempt, before.get(attempt) ?? now]));
    return silent.filter((attempt) => now - (this.since.get(attempt) ?? now) >= patienceMs);
  }
}
