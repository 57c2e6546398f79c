import type { Deadline } from '@keelson/kernel';
import { pastDeadline, refusedFor } from './refusals.js';
import { lookEveryMs, type Watch } from './watch.js';

/** Transactions that wait in memory for rows, in all; more are refused. */
const mostWaiting = 1_000;
/**
 * Looks one after the other at a row that nobody in this process has the lock of, and nobody gets it, after which it counts
 * as stuck. Looks and not time: a process that was frozen itself has seen nothing.
 */
const patientLooks = 8;
/** How many transactions as long as usual may pass before: those of other processes have their turns too. */
const patientTurns = 10;

/** A transaction met a row that enough others are in the database for: it is rolled back, and run again in its turn. */
export class RowBusyError extends Error {
  override readonly name = 'RowBusyError';

  constructor(readonly ids: readonly string[]) {
    super('Enough transactions are in the database for this row; this one waits for its turn.');
  }
}

interface Waiter {
  readonly deadline: Deadline | undefined;
  readonly endsAtMs: number;
  enter(): void;
  refuse(error: Error): void;
}

interface BusyRow {
  /** Transactions that have the row's lock or wait for it in the database. */
  inside: number;
  /** Those of them that have the lock: whoever waits for them waits for this process, which goes on. */
  holding: number;
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
  private waitingNow = 0;
  /** How long transactions of late have held their locks, in milliseconds: on a slow machine a queue moves slowly. */
  private usualHoldMs = 0;

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

  /** A transaction that begins. */
  begin(): RowTurn {
    return new RowTurn(this);
  }

  /** @returns whether there was room */
  tryEnter(id: string): boolean {
    const row = this.rows.get(id);
    if (!row) {
      this.rows.set(id, { inside: 1, holding: 0, waiting: [], looks: 0, stuck: false });
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

  /** The transaction has the lock. */
  hold(id: string): void {
    const row = this.rows.get(id);
    if (row) row.holding += 1;
  }

  /** A transaction has held its locks for so long. */
  noteHold(ms: number): void {
    this.usualHoldMs += (ms - this.usualHoldMs) / 8;
  }

  /** It has the lock no more. */
  letGo(id: string): void {
    const row = this.rows.get(id);
    if (row) row.holding -= 1;
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
      row.looks = row.holding > 0 ? 0 : row.looks + 1;
      row.stuck ||= row.looks >= Math.max(patientLooks, (patientTurns * this.usualHoldMs) / lookEveryMs);
      if (row.stuck) for (const waiter of row.waiting.splice(0)) waiter.refuse(refusedFor('row'));
      else this.endOverdue(row, nowMs);
    }
    return true;
  }

  private endOverdue(row: BusyRow, nowMs: number): void {
    for (const waiter of [...row.waiting]) {
      if (!waiter.deadline || waiter.endsAtMs > nowMs) continue;
      row.waiting.splice(row.waiting.indexOf(waiter), 1);
      waiter.refuse(pastDeadline(waiter.deadline));
    }
  }
}

/** The rows that one transaction, with its reruns, has a place for. */
export class RowTurn {
  private readonly held = new Set<string>();
  private readonly locked = new Set<string>();
  private lockedAtMs = 0;

  constructor(private readonly turns: RowTurns) {}

  /**
   * Takes a place for each row, or none.
   * @throws RowBusyError when one has none left; the transaction must end then, before it waits
   */
  enter(ids: readonly string[]): void {
    for (const id of ids) {
      if (this.held.has(id)) continue;
      if (!this.turns.tryEnter(id)) throw new RowBusyError(ids);
      this.held.add(id);
    }
  }

  /** The database has given the locks. */
  lock(ids: readonly string[]): void {
    if (this.locked.size === 0) this.lockedAtMs = performance.now();
    for (const id of ids) {
      if (!this.held.has(id) || this.locked.has(id)) continue;
      this.locked.add(id);
      this.turns.hold(id);
    }
  }

  /** The transaction is over, and its locks with it; its rerun finds its places. */
  unlock(): void {
    if (this.locked.size > 0) this.turns.noteHold(performance.now() - this.lockedAtMs);
    for (const id of this.locked) this.turns.letGo(id);
    this.locked.clear();
  }

  /**
   * Waits for places, one row after the other in the order of their ids, so that two who wait never wait for each other.
   * Outside the database only: whoever holds a lock there must not wait here.
   * @throws DomainError `too_many_waiting`, `deadline_exceeded`
   */
  async wait(ids: readonly string[], deadline: Deadline | undefined): Promise<void> {
    const wanted = [...new Set([...this.held, ...ids])].sort();
    this.leave(true);
    try {
      for (const id of wanted) {
        await this.turns.enter(id, deadline);
        this.held.add(id);
      }
    } catch (error) {
      this.leave(false);
      throw error;
    }
  }

  /** Gives all places up. @param moved see {@link RowTurns.leave} */
  leave(moved: boolean): void {
    this.unlock();
    for (const id of this.held) this.turns.leave(id, moved);
    this.held.clear();
  }
}
