import type { Deadline } from '@keelson/kernel';
import type { BreakOff } from './break-off.js';
import type { Watch } from './watch.js';

/** A connection in the hands of some work. */
export interface TimedUse<C> {
  readonly connection: C;
  readonly endsAtMs: number;
  /** Its time was over: the connection is broken off, and whatever it answers is of no account. */
  overdue: boolean;
}

/** Breaks off connections whose statement or transaction goes past the deadline of its request. */
export class StatementDeadlines<C> {
  private readonly uses = new Set<TimedUse<C>>();

  constructor(
    private readonly breakOff: BreakOff<C>,
    private readonly watch: Watch,
  ) {
    watch.add((nowMs) => this.look(nowMs));
  }

  begin(connection: C, deadline: Deadline | undefined): TimedUse<C> {
    const use = { connection, endsAtMs: deadline?.statementEndsAtMs ?? Infinity, overdue: false };
    this.uses.add(use);
    this.watch.wake();
    return use;
  }

  /** Before a commit too: a connection must not be broken off while nobody knows whether it has committed. */
  end(use: TimedUse<C>): void {
    this.uses.delete(use);
  }

  /** Breaks everything off: the process ends. */
  breakOffAll(): void {
    this.breakOffUntil(Infinity);
  }

  private look(nowMs: number): boolean {
    this.breakOffUntil(nowMs);
    return this.uses.size > 0;
  }

  private breakOffUntil(endMs: number): void {
    const overdue = [...this.uses].filter(({ endsAtMs }) => endsAtMs <= endMs);
    for (const use of overdue) {
      use.overdue = true;
      this.uses.delete(use);
    }
    if (overdue.length > 0) this.breakOff(overdue.map(({ connection }) => connection));
  }
}
