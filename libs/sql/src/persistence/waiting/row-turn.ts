import type { Deadline } from '@keelson/kernel';
import type { RowTurns } from './row-turns.js';

/** A transaction met a row that enough others are in the database for: it is rolled back, and run again in its turn. */
export class RowBusyError extends Error {
  override readonly name = 'RowBusyError';

  constructor(readonly ids: readonly string[]) {
    super(
      'Too many transactions already hold or wait for the lock on this row in the database; this transaction waits in memory and is then retried.',
    );
  }
}

/** The rows that one transaction, with its reruns, has a place for. */
export class RowTurn {
  private readonly held = new Set<string>();
  /** Rows that a statement asks for right now, and how often others had got their locks by then. */
  private readonly asked = new Map<string, number>();
  private readonly locked = new Set<string>();
  private beganAtMs = performance.now();
  private askedAtMs = 0;
  private waitedMs = 0;
  private passedOver = false;

  constructor(private readonly turns: RowTurns) {}

  /** It has a connection, and begins, or begins again. */
  start(): void {
    this.beganAtMs = performance.now();
    this.waitedMs = 0;
    this.passedOver = false;
  }

  /** Whether its last statement asked in vain for a lock that others got meanwhile: the row moves, and it was unlucky. */
  get wasPassedOver(): boolean {
    return this.passedOver;
  }

  /** Whether others may be waiting for it to go on. */
  get holdsPlaces(): boolean {
    return this.held.size > 0;
  }

  /**
   * Takes a place for each row; their locks are asked for from now on.
   * @throws RowBusyError when one has none left; the transaction must end then, before it waits
   */
  enter(ids: readonly string[]): void {
    for (const id of ids) {
      if (this.held.has(id)) continue;
      if (!this.turns.tryEnter(id)) throw new RowBusyError(ids);
      this.held.add(id);
    }
    if (this.asked.size === 0) this.askedAtMs = performance.now();
    for (const id of ids) {
      if (this.asked.has(id) || this.locked.has(id)) continue;
      this.asked.set(id, this.turns.ask(id, 1));
    }
  }

  /** The database has given the locks. */
  lock(ids: readonly string[]): void {
    this.askNoMore(ids);
    for (const id of ids) {
      if (!this.held.has(id) || this.locked.has(id)) continue;
      this.locked.add(id);
      this.turns.hold(id, 1);
    }
  }

  /** The transaction is over, and its locks with it; its rerun finds its places. */
  unlock(): void {
    this.passedOver = this.askNoMore(this.asked.keys());
    if (this.locked.size > 0) this.turns.noteWork(performance.now() - this.beganAtMs - this.waitedMs);
    for (const id of this.locked) this.turns.hold(id, -1);
    this.locked.clear();
  }

  /** @returns whether others got one of these locks since it asked */
  private askNoMore(ids: Iterable<string>): boolean {
    const before = this.asked.size;
    let overtaken = false;
    for (const id of ids) {
      const granted = this.asked.get(id);
      if (granted === undefined) continue;
      this.asked.delete(id);
      overtaken = this.turns.ask(id, -1) > granted || overtaken;
    }
    if (before > 0 && this.asked.size === 0) this.waitedMs += performance.now() - this.askedAtMs;
    return overtaken;
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
