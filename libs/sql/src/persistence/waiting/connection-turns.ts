import { unavailable, type Deadline } from '@keelson/kernel';
import { noteConnectionWait } from './connection-waits.js';
import { pastDeadline, refusedFor } from './refusals.js';
import type { Watch } from './watch.js';

/** Pieces of work that wait for a connection; one organization has half of the places. */
const mostWaiting = 1_000;
/** Milliseconds for which an organization counts as active after it has had a connection. */
const activeMs = 10_000;
/** Organizations that are kept count of before those that rest are forgotten. */
const mostShares = 1_000;

/** What of the pool is in the hands of one organization; `null` is the installation's own work. */
export interface Share {
  readonly organizationId: string | null;
  connections: number;
  waiting: number;
  usedAtMs: number;
}

/**
 * Who comes first. `connection`: it has one already, which others wait for; no share bounds it. `rows`: it has places for
 * rows, which others wait for; behind newcomers it would hold them up as if the rows were locked.
 */
export type Rank = 'connection' | 'rows' | 'none';
const ranks: Readonly<Record<Rank, number>> = { connection: 0, rows: 1, none: 2 };

/** Who asks for a connection. */
export interface Asker {
  readonly organizationId: string | null;
  readonly rank: Rank;
  readonly deadline: Deadline | undefined;
}

interface Waiter extends Asker {
  readonly share: Share;
  readonly endsAtMs: number;
  readonly sinceMs: number;
  enter(share: Share): void;
  refuse(error: Error): void;
}

/**
 * Who gets the next connection of the pool: by rank, then in order of arrival, but an organization has at most half of the
 * pool while another one is active. The last connection is for those who hold one already, so that they can never all
 * wait for each other.
 */
export class ConnectionTurns {
  private readonly shares = new Map<string | null, Share>();
  private readonly queue: Waiter[] = [];
  private taken = 0;
  /** The organization that used the database last, and the last one before it that is another. */
  private latest: Share | null = null;
  private previous: Share | null = null;
  private readonly half: number;

  constructor(
    private readonly size: number,
    /** Milliseconds that work without a deadline waits. */
    private readonly patienceMs: number,
    private readonly watch: Watch,
  ) {
    this.half = Math.max(1, Math.floor(size / 2));
    watch.add((nowMs) => this.look(nowMs));
  }

  /** Pieces of work that wait. */
  get waiting(): number {
    return this.queue.length;
  }

  /** A connection may be taken at once: what to {@link leave} then; null when one has to {@link wait}. */
  tryEnter(organizationId: string | null, rank: Rank): Share | null {
    const share = this.shareOf(organizationId);
    this.note(share);
    // Whoever waits is not eligible, or no connection is free: it is not overtaken by one of its own.
    if (!this.mayEnter(share, rank) || (share.waiting > 0 && rank !== 'connection')) return null;
    return this.enter(share);
  }

  /** @throws DomainError `too_many_waiting`, `deadline_exceeded`, `unavailable` */
  wait({ organizationId, rank, deadline }: Asker): Promise<Share> {
    const share = this.shareOf(organizationId);
    if (this.queue.length >= mostWaiting) return Promise.reject(refusedFor('pool'));
    if (organizationId !== null && share.waiting >= mostWaiting / 2)
      return Promise.reject(refusedFor('organization'));
    const sinceMs = performance.now();
    const endsAtMs = deadline?.statementEndsAtMs ?? sinceMs + this.patienceMs;
    this.watch.wake();
    share.waiting += 1;
    return new Promise((enter, refuse) => {
      this.enqueue({ organizationId, rank, deadline, share, sinceMs, endsAtMs, enter, refuse });
    });
  }

  /** Behind those of its rank. Nearly everybody is of the last one, so that is found from the end. */
  private enqueue(waiter: Waiter): void {
    const { queue } = this;
    let at = queue.length;
    while (at > 0 && ranks[(queue[at - 1] as Waiter).rank] > ranks[waiter.rank]) at -= 1;
    if (at === queue.length) queue.push(waiter);
    else queue.splice(at, 0, waiter);
  }

  leave(share: Share): void {
    this.taken -= 1;
    share.connections -= 1;
    if (this.queue.length > 0) this.serve();
  }

  private serve(): void {
    for (let at = 0; at < this.queue.length && this.taken < this.size;) {
      const waiter = this.queue[at] as Waiter;
      // The last connection is not for them, nor for anybody behind them. A full pool meets this after each statement.
      if (waiter.rank !== 'connection' && this.taken >= this.size - 1) return;
      if (!this.mayEnter(waiter.share, waiter.rank)) {
        at += 1;
        continue;
      }
      this.dequeue(at);
      noteConnectionWait(performance.now() - waiter.sinceMs);
      waiter.enter(this.enter(waiter.share));
    }
  }

  private dequeue(at: number): void {
    const waiter = at === 0 ? this.queue.shift() : this.queue.splice(at, 1)[0];
    if (waiter) waiter.share.waiting -= 1;
  }

  private enter(share: Share): Share {
    this.taken += 1;
    share.connections += 1;
    return share;
  }

  private mayEnter(share: Share, rank: Rank): boolean {
    if (rank === 'connection') return this.taken < this.size;
    if (this.taken >= this.size - 1) return false;
    return share.connections < this.half || share.organizationId === null || this.isAlone(share);
  }

  /** Whether no other organization has used the database lately. */
  private isAlone(share: Share): boolean {
    const other = share === this.latest ? this.previous : this.latest;
    return other === null || other.usedAtMs < performance.now() - activeMs;
  }

  private note(share: Share): void {
    if (share.organizationId === null) return;
    share.usedAtMs = performance.now();
    if (share === this.latest) return;
    this.previous = this.latest;
    this.latest = share;
  }

  private shareOf(organizationId: string | null): Share {
    const known = this.shares.get(organizationId);
    if (known) return known;
    if (this.shares.size >= mostShares) this.forgetIdle();
    const share = { organizationId, connections: 0, waiting: 0, usedAtMs: -Infinity };
    this.shares.set(organizationId, share);
    return share;
  }

  private forgetIdle(): void {
    for (const [id, share] of this.shares)
      if (share.connections === 0 && share.waiting === 0) this.shares.delete(id);
  }

  private look(nowMs: number): boolean {
    for (const waiter of this.queue.filter(({ endsAtMs }) => endsAtMs <= nowMs)) {
      this.dequeue(this.queue.indexOf(waiter));
      waiter.refuse(waiter.deadline ? pastDeadline(waiter.deadline) : this.tooLate());
    }
    // Also when nothing was given back: another organization may have gone to rest.
    this.serve();
    return this.queue.length > 0;
  }

  private tooLate(): Error {
    return unavailable({
      detail: `No database connection became free within ${this.patienceMs} ms.`,
      retryAfter: 2,
    });
  }
}
