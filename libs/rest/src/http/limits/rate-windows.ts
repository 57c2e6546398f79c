import { maybeContext, withContext } from '@keelson/kernel';
import { Injectable, type OnModuleInit } from '@nestjs/common';
import { createHash } from 'node:crypto';
import { Database, ExpiredRows, failureOf, RetentionRules, ServerClock } from '@keelson/sql/ports';

const isPresent = 'window_minute BETWEEN ? AND ?';
/** Minutes that a window is kept. */
const keptMinutes = 2;

/** The minute that a point in time lies in, counted from 1970. */
export function minuteOf(at: number): number {
  return Math.floor(at / 60_000);
}

/** Whole seconds until the next minute begins; never 0. */
export function secondsLeft(at: number): number {
  return 60 - (Math.floor(at / 1_000) % 60);
}

/**
 * The counters that all processes share: one row per key, which moves on with the minute. A window is a minute of the
 * database's clock: by its own, a process that is an hour ahead would use up everybody's next hour. Who is a little behind counts
 * into the newer window; one that lies further ahead was nobody's, and begins anew.
 */
@Injectable()
export class RateWindows implements OnModuleInit {
  constructor(
    private readonly database: Database,
    private readonly rules: RetentionRules,
    private readonly clock: ServerClock,
  ) {}

  onModuleInit(): void {
    this.rules.add(
      new ExpiredRows(this.database, {
        table: 'rate_windows',
        key: 'key_hash',
        column: 'window_minute',
        before: (now) => minuteOf(now.getTime()) - keptMinutes,
      }),
    );
  }

  /** The present by the database's clock, in milliseconds since 1970. */
  now(): number {
    return this.clock.ms();
  }

  /**
   * Takes `amount` of what `limit` leaves in this minute, all of it or nothing; atomic over all processes.
   * One statement, and two more when the key is new or the budget is spent.
   * @returns whether it was granted
   */
  async take(key: string, amount: number, limit: number, minute: number): Promise<boolean> {
    if (amount > limit) return false;
    const id = digest(key);
    if (await this.add(id, amount, limit, minute)) return true;
    if (await this.begin(id, amount, minute)) return true;
    // The row was there: spent, or begun by another process a moment ago.
    return this.add(id, amount, limit, minute);
  }

  /** What all processes together have taken in this minute. */
  async used(key: string, minute: number): Promise<number> {
    const rows = await alone(() =>
      this.database.read<{ used: number }>(
        `SELECT used FROM rate_windows WHERE key_hash = ? AND ${isPresent}`,
        [digest(key), minute, minute + 1],
      ),
    );
    return rows[0]?.used ?? 0;
  }

  private async add(id: string, amount: number, limit: number, minute: number): Promise<boolean> {
    const present = [minute, minute + 1];
    const { affected } = await alone(() =>
      this.database.write(
        // MySQL assigns from left to right, so `used` comes before the column that it depends on.
        `UPDATE rate_windows SET used = CASE WHEN ${isPresent} THEN used + ? ELSE ? END, window_minute = CASE WHEN ${isPresent} THEN window_minute ELSE ? END WHERE key_hash = ? AND (NOT (${isPresent}) OR used + ? <= ?)`,
        [...present, amount, amount, ...present, minute, id, ...present, amount, limit],
      ),
    );
    return affected > 0;
  }

  private async begin(id: string, amount: number, minute: number): Promise<boolean> {
    try {
      await alone(() =>
        this.database.write('INSERT INTO rate_windows (key_hash, window_minute, used) VALUES (?, ?, ?)', [
          id,
          minute,
          amount,
        ]),
      );
      return true;
    } catch (error) {
      if (failureOf(error) === 'duplicate') return false;
      throw error;
    }
  }
}

/** Outside of any transaction: a count stands, whatever becomes of the request. */
function alone<T>(work: () => Promise<T>): Promise<T> {
  return maybeContext()?.unit ? withContext({ unit: null }, work) : work();
}

/** Keys hold addresses of mail and network; the table has only their digests. */
function digest(key: string): string {
  return createHash('sha256').update(key).digest('base64url');
}
