import type { Deadline } from '@keelson/kernel';
import type { BreakOff } from './break-off.js';
import type { Watch } from './watch.js';

/** A connection in the hands of some work. */
export interface TimedUse<C> {
  readonly connection: C;
  readonly endsAtMs: number;
  /** Its time was over: the connection is broken off, and whatever it answers is of no account. */
  overdue: boolean;
  /** Its place among all uses; -1 once it has ended. */
  at: number;
}

/** Breaks off connections whose statement or transaction goes past the deadline of its request. */
export class StatementDeadlines<C> {
  /** An array whose gaps are filled from its end: an entry in a set costs each statement more than its clock. */
  private readonly uses: TimedUse<C>[] = [];

  constructor(
    private readonly breakOff: BreakOff<C>,
    private readonly watch: Watch,
  ) {
    watch.add((nowMs) => this.look(nowMs));
  }

  begin(connection: C, deadline: Deadline | undefined): TimedUse<C> {
    const use = {
      connection,
      endsAtMs: deadline?.statementEndsAtMs ?? Infinity,
      overdue: false,
      at: this.uses.length,
    };
    this.uses.push(use);
    this.watch.wake();
    return use;
  }

  /** Before a commit too: a connection must not be broken off while nobody knows whether it has committed. */
  end(use: TimedUse<C>): void {
    if (use.at < 0) return;
    const last = this.uses.pop();
    if (last && last !== use) {
      this.uses[use.at] = last;
      last.at = use.at;
    }
    use.at = -1;
  }

  /** Breaks everything off: the process ends. */
  breakOffAll(): void {
    this.breakOffUntil(Infinity);
  }

  private look(nowMs: number): boolean {
    this.breakOffUntil(nowMs);
    return this.uses.length > 0;
  }

  private breakOffUntil(endMs: number): void {
    const overdue = this.uses.filter(({ endsAtMs }) => endsAtMs <= endMs);
    for (const use of overdue) {
      use.overdue = true;
      this.end(use);
    }
    if (overdue.length > 0) this.breakOff(overdue.map(({ connection }) => connection));
  }
}
