import { Injectable } from '@nestjs/common';

/**
 * The database's clock, as this process knows it without a statement: what it read last, and what has passed since by its
 * own stopwatch (`performance.now()`), which no change of the process's clock touches. So tokens, sessions and limits
 * end at the same moment in every process, however wrong the clocks of their machines are.
 *
 * It is as exact as the answer to a reading was quick. It is read when the database opens and every ten seconds; while
 * the database is away it goes on. A machine that was suspended is behind until the next reading.
 */
@Injectable()
export class ServerClock {
  /** The database's milliseconds since 1970 when `performance.now()` was 0; by the process's clock until it is read. */
  private origin = Date.now() - performance.now();
  private isRead = false;

  /** Milliseconds since 1970; whole ones. */
  ms(): number {
    return Math.floor(this.origin + performance.now());
  }

  now(): Date {
    return new Date(this.ms());
  }

  /** Reads the clock now. @param read asks the database for its present; what it throws passes through */
  async read(read: () => Promise<Date>): Promise<void> {
    const asked = performance.now();
    const present = (await read()).getTime();
    const answered = performance.now();
    const origin = present - (asked + answered) / 2;
    // A slow answer says little: it corrects only what it contradicts.
    if (this.isRead && Math.abs(origin - this.origin) <= (answered - asked) / 2) return;
    this.origin = origin;
    this.isRead = true;
  }
}
