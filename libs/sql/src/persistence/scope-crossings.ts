import { maybeContext, type Scope } from '@keelson/kernel';
import { Injectable, Logger } from '@nestjs/common';

type Crossing = Extract<Scope, { readonly kind: 'across' | 'operated' }>;

/** How often one operation has gone across organizations for one reason on one day (UTC), and who did last. */
export interface CrossingTally {
  readonly day: string;
  readonly reason: string;
  /** `orders:place`; `none` outside of operations. */
  readonly operation: string;
  readonly uses: number;
  readonly lastAt: Date;
  readonly lastCallerId: string | null;
  readonly lastRequestId: string;
}

const longestReason = 200;
/** Kinds of crossings that are told apart between two flushes; a reason that is made of data is cut off here. */
const mostKinds = 500;

/**
 * Who used `acrossOrganizations`, in what operation, why: the first use of each reason in this process is logged, and all
 * are counted in memory, since sign-in and the loops in the background cross all the time.
 */
@Injectable()
export class ScopeCrossings {
  private readonly logger = new Logger('ScopeCrossings');
  private readonly noted = new WeakSet<Crossing>();
  private readonly reasons = new Set<string>();
  private tallies = new Map<string, CrossingTally>();

  /** Counts a crossing when it sends its first statement; later statements of it cost one look-up. */
  note(crossing: Crossing): void {
    if (this.noted.has(crossing)) return;
    this.noted.add(crossing);
    const context = maybeContext();
    const reason = this.told(crossing.reason.slice(0, longestReason));
    const operation = context?.operation ?? 'none';
    const callerId = context?.caller?.userId ?? context?.causedBy ?? null;
    const requestId = context?.requestId ?? 'system';
    if (!this.reasons.has(reason)) {
      this.reasons.add(reason);
      this.logger.log({ message: 'Work runs across organizations', reason, operation, callerId, requestId });
    }
    const lastAt = new Date();
    const day = lastAt.toISOString().slice(0, 10);
    this.count({ day, reason, operation, uses: 1, lastAt, lastCallerId: callerId, lastRequestId: requestId });
  }

  /** What was counted since the last call. */
  take(): readonly CrossingTally[] {
    const taken = [...this.tallies.values()];
    this.tallies = new Map();
    return taken;
  }

  /** Takes back what could not be written. */
  giveBack(tallies: readonly CrossingTally[]): void {
    for (const tally of tallies) this.count(tally);
  }

  private count(more: CrossingTally): void {
    const key = `${more.day} ${more.operation} ${more.reason}`;
    const tally = this.tallies.get(key);
    this.tallies.set(key, { ...more, uses: (tally?.uses ?? 0) + more.uses });
  }

  private told(reason: string): string {
    return this.reasons.has(reason) || this.reasons.size < mostKinds ? reason : 'other reasons';
  }
}
