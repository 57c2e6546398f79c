import type { Deadline } from '@keelson/kernel';
import { pastDeadline, refusedFor } from './refusals.js';
import { lookEveryMs, type Watch } from './watch.js';

/** Transactions that wait in memory for rows, in all; more are refused. */
const mostWaiting = 1_000;
/**
 * Looks one after the other at a row whose lock this process asks for, has not, and does not get, after which it counts as
 * stuck. Looks and not time: a process that was frozen itself has seen nothing.
 */
const patientLooks = 8;
/** How many transactions as long as usual may pass before. */
const patientTurns = 10;
/** Looks while other processes have their turns too, however long those take; the database ends a wait for a lock about then. */
const mostLooks = 50;

/** What one more measurement counts for: an eighth, as in TCP's estimate of round trips (RFC 6298). */
const smoothing = 8;

interface Waiter {
  readonly deadline: Deadline | undefined;
  readonly endsAtMs: number;
  enter(): void;
  refuse(error: Error): void;
}

interface BusyRow {
  /** Transactions that have a place: the row's lock, a statement that asks for it, or still the way to that statement. */
  inside: number;
  /** Those of them whose statement asks for the lock right now. Without one, nothing suggests that others have it. */
  asking: number;
  /** Those of them that have the lock: whoever waits for them waits for this process, which goes on. */
  holding: number;
  /** How often one of them got the lock. */
  granted: number;
  readonly waiting: Waiter[];
  looks: number;
  /** Somebody else has kept the lock for a while: nobody waits in memory until somebody got through. */
  stuck: boolean;
}

/**
 * How many transactions of this process may be in the database for one row, holding its lock or waiting for it: a row that
 * somebody keeps locked must not take every connection. The others wait in memory, without a connection and without any
 * lock, in order of arrival; when the row is stuck, they are refused.
 */
export class RowTurns {
  private readonly rows = new Map<string, BusyRow>();
  /** Whether no other process locks rows in the same way, as far as is known. */
  isAlone = false;
  private waitingNow = 0;
  /** How long transactions that lock rows took of late, waits for locks aside: on a slow machine a queue moves slowly. */
  private usualWorkMs = 0;

  /** @param mostInside transactions for one row, the one that holds it among them */
  constructor(
    private readonly mostInside: number,
    private readonly watch: Watch,
  ) {
    watch.add((nowMs) => this.look(nowMs));
  }

  /** Transactions that wait in memory. */
  get waiting(): number {
    return this.waitingNow;
  }

  /** @returns whether there was room */
  tryEnter(id: string): boolean {
    const row = this.rows.get(id);
    if (!row) {
      this.rows.set(id, {
        inside: 1,
        asking: 0,
        holding: 0,
        granted: 0,
        waiting: [],
        looks: 0,
        stuck: false,
      });
      return true;
    }
    if (row.inside >= this.mostInside) return false;
    row.inside += 1;
    return true;
  }

  /** Waits in memory. @throws DomainError `too_many_waiting`, `deadline_exceeded` */
  async enter(id: string, deadline: Deadline | undefined): Promise<void> {
    if (this.tryEnter(id)) return;
    const row = this.rows.get(id) as BusyRow;
    if (row.stuck) throw refusedFor('row');
    if (this.waitingNow >= mostWaiting) throw refusedFor('pool');
    this.waitingNow += 1;
    this.watch.wake();
    const endsAtMs = deadline?.statementEndsAtMs ?? Infinity;
    try {
      await new Promise<void>((enter, refuse) => row.waiting.push({ deadline, endsAtMs, enter, refuse }));
    } finally {
      this.waitingNow -= 1;
    }
  }

  /**
   * A statement of the transaction asks for the lock from now on (1), or no longer (-1).
   * @returns how often others got it before
   */
  ask(id: string, by: 1 | -1): number {
    const row = this.rows.get(id);
    if (!row) return 0;
    row.asking += by;
    return row.granted;
  }

  /** The transaction has the lock from now on (1), or no longer (-1). */
  hold(id: string, by: 1 | -1): void {
    const row = this.rows.get(id);
    if (!row) return;
    row.holding += by;
    if (by > 0) row.granted += 1;
  }

  /** A transaction that locked rows has taken so long, waits for locks aside. */
  noteWork(ms: number): void {
    this.usualWorkMs += (ms - this.usualWorkMs) / smoothing;
  }

  /** @param moved whether the transaction got what it wanted of the row, or gave it up by itself */
  leave(id: string, moved: boolean): void {
    const row = this.rows.get(id);
    if (!row) return;
    if (moved) {
      row.looks = 0;
      row.stuck = false;
    }
    const next = row.waiting.shift();
    // The place is handed over: whoever comes in between must not take it.
    if (next) next.enter();
    else if ((row.inside -= 1) === 0) this.rows.delete(id);
  }

  private look(nowMs: number): boolean {
    if (this.waitingNow === 0) return false;
    for (const row of this.rows.values()) {
      if (row.waiting.length === 0) continue;
      row.looks = row.asking > 0 && row.holding === 0 ? row.looks + 1 : 0;
      row.stuck ||= row.looks >= this.patience;
      if (row.stuck) for (const waiter of row.waiting.splice(0)) waiter.refuse(refusedFor('row'));
      else this.endOverdue(row, nowMs);
    }
    return true;
  }

  /** In looks. */
  private get patience(): number {
    if (!this.isAlone) return mostLooks;
    return Math.min(mostLooks, Math.max(patientLooks, (patientTurns * this.usualWorkMs) / lookEveryMs));
  }

  private endOverdue(row: BusyRow, nowMs: number): void {
    for (const waiter of row.waiting.filter(({ endsAtMs }) => endsAtMs <= nowMs)) {
      if (!waiter.deadline) continue;
      row.waiting.splice(row.waiting.indexOf(waiter), 1);
      waiter.refuse(pastDeadline(waiter.deadline));
    }
  }
}
