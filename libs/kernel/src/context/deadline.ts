import { deadlineExceeded } from '../errors/kernel-errors.js';

/**
 * Until when a request may wait for the database: for a connection, for locks, for reruns and for statements. Moments are
 * those of `performance.now()`, which never jumps.
 */
export class Deadline {
  private endsAtMs: number;
  private isExtended = false;

  /** @param limitMs from now on */
  constructor(readonly limitMs: number) {
    this.endsAtMs = performance.now() + limitMs;
  }

  /** Starts over: the time that the client took to send its body is not the request's. */
  restart(): void {
    this.endsAtMs = performance.now() + this.limitMs;
  }

  /** Gives the request more time as a whole, such as that of a long poll. Each of its statements keeps the limit. */
  extend(byMs: number): void {
    this.endsAtMs += byMs;
    this.isExtended = true;
  }

  /** When a statement that begins now, or the wait for its connection, is over at the latest. */
  get statementEndsAtMs(): number {
    return this.isExtended ? Math.min(this.endsAtMs, performance.now() + this.limitMs) : this.endsAtMs;
  }

  get isOver(): boolean {
    return this.endsAtMs <= performance.now();
  }

  /** What a request past its deadline is answered with. */
  exceeded(): Error {
    return deadlineExceeded({
      detail: `The database did not finish this request within ${this.limitMs} ms; the request was stopped and rolled back.`,
      retryAfter: 1,
    });
  }
}
