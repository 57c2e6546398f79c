import { Logger } from '@nestjs/common';
import { LRUCache } from 'lru-cache';
import { within } from '@keelson/runtime/ports';
import { minuteOf, type RateWindows } from './rate-windows.js';
import { upTo } from './up-to.js';

/** Most callers that one process keeps count of; the least recent goes first. */
const mostCallers = 50_000;
/** Milliseconds that a request waits for a slice of its budget. */
const patienceMs = 500;
/** Milliseconds without another try after the database has failed. */
const pauseMs = 1_000;

/** A caller's part of this minute, as far as this process has leased it. */
class Budget {
  minute = 0;
  /** Leased and not used yet. */
  leased = 0;
  /** Leased in this minute, used or not. */
  granted = 0;
  /** Taken by all processes, as last seen. */
  taken = 0;
  spent = false;
  leasing: Promise<void> | null = null;

  begin(minute: number): void {
    this.minute = minute;
    this.leased = 0;
    this.granted = 0;
    this.taken = 0;
    this.spent = false;
    this.leasing = null;
  }

  remaining(limit: number): number {
    return Math.max(0, limit - Math.max(this.taken, this.granted)) + this.leased;
  }
}

/**
 * One limit per caller over all processes, counted locally: a process leases slices of a caller's minute from the shared
 * counter and asks for the next one while the last is being used. Together the processes never grant more than the
 * limit; a slice that ends its minute unused is lost to the others, a twentieth of the limit per process at most.
 *
 * Without a database each process grants the limit by itself: the limiter protects the service and must not be what
 * takes it down.
 */
export class LeasedBudgets {
  private readonly logger = new Logger('RateLimit');
  private readonly budgets = new LRUCache<string, Budget>(upTo(mostCallers));
  private readonly slice: number;
  private pausedUntil = 0;

  constructor(
    private readonly windows: RateWindows,
    private readonly limit: number,
  ) {
    this.slice = Math.min(limit, Math.max(10, Math.ceil(limit / 20)));
  }

  /**
   * Counts one request.
   * @returns how many the caller has left in this minute; −1 when the request is one too many
   */
  take(key: string): number | Promise<number> {
    const minute = minuteOf(this.windows.now());
    let budget = this.budgets.get(key);
    if (!budget) this.budgets.set(key, (budget = new Budget()));
    if (budget.minute !== minute) budget.begin(minute);
    if (budget.leased > 0) {
      budget.leased -= 1;
      // Fetched ahead, so that nobody waits for the next slice.
      if (budget.leased < this.slice / 4 && !budget.spent && !budget.leasing) void this.lease(key, budget);
      return budget.remaining(this.limit);
    }
    return budget.spent ? -1 : this.takeLater(key, budget);
  }

  private async takeLater(key: string, budget: Budget): Promise<number> {
    const { minute } = budget;
    while (budget.minute === minute && budget.leased === 0 && !budget.spent)
      await (budget.leasing ?? this.lease(key, budget));
    // The minute went by while waiting: what the new one has is for those who came in it first.
    if (budget.minute !== minute) return this.take(key);
    if (budget.leased === 0) return -1;
    budget.leased -= 1;
    return budget.remaining(this.limit);
  }

  private lease(key: string, budget: Budget): Promise<void> {
    const { minute } = budget;
    const leasing = this.fetch(key, minute, budget).then((granted) => {
      if (budget.leasing !== leasing) return;
      budget.leasing = null;
      budget.leased += granted;
      budget.granted += granted;
      if (granted === 0) budget.spent = true;
    });
    budget.leasing = leasing;
    return leasing;
  }

  /** The size of a new slice; 0 when nothing is left. Never rejects. */
  private async fetch(key: string, minute: number, budget: Budget): Promise<number> {
    const now = performance.now();
    if (now < this.pausedUntil) return this.ownSlice(budget);
    try {
      const granted = await within(patienceMs, this.claim(key, minute));
      if (granted > 0) void this.look(key, minute, budget);
      return granted;
    } catch (error) {
      this.pausedUntil = now + pauseMs;
      this.logger.warn(
        `Rate limits are counted per process until the database responds: ${(error as Error).message}`,
      );
      return this.ownSlice(budget);
    }
  }

  private async claim(key: string, minute: number): Promise<number> {
    if (await this.windows.take(key, this.slice, this.limit, minute)) return this.slice;
    const rest = this.limit % this.slice;
    return rest > 0 && (await this.windows.take(key, rest, this.limit, minute)) ? rest : 0;
  }

  private ownSlice(budget: Budget): number {
    return Math.max(0, Math.min(this.slice, this.limit - budget.granted));
  }

  /** Sees what the other processes have taken, for the `RateLimit` header. */
  private async look(key: string, minute: number, budget: Budget): Promise<void> {
    try {
      const taken = await this.windows.used(key, minute);
      if (budget.minute === minute) budget.taken = taken;
    } catch {
      // The header is a hint; the count itself has been made.
    }
  }
}
