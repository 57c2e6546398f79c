import { rateLimited, unavailable } from '@keelson/kernel';
import { Injectable, Logger } from '@nestjs/common';
import { LRUCache } from 'lru-cache';
import { countRefusal } from '@keelson/runtime/ports';
import { minuteOf, RateWindows, secondsLeft } from './rate-windows.js';
import { upTo } from './up-to.js';

/** Limits that hold to the request over all processes. */
@Injectable()
export class ExactLimits {
  private readonly logger = new Logger('RateLimit');
  /** Keys that have nothing left, with the minute in which that is so: refusals need no statement. */
  private readonly spent = new LRUCache<string, number>(upTo(50_000));

  constructor(private readonly windows: RateWindows) {}

  /**
   * Counts one attempt.
   * @param name the limit's name; keys of different limits are apart
   * @throws DomainError `rate_limited`, or `unavailable` when it can't be counted
   */
  async take(name: string, key: string, perMinute: number): Promise<void> {
    const now = this.windows.now();
    const minute = minuteOf(now);
    const id = `${name}\n${key}`;
    if (this.spent.get(id) !== minute && (await this.granted(id, perMinute, minute))) return;
    this.spent.set(id, minute);
    countRefusal(name);
    throw rateLimited({
      detail: 'Too many attempts; retry after the number of seconds in Retry-After.',
      retryAfter: secondsLeft(now),
    });
  }

  private async granted(id: string, perMinute: number, minute: number): Promise<boolean> {
    try {
      return await this.windows.take(id, 1, perMinute, minute);
    } catch (error) {
      this.logger.warn(
        `A request was refused because it could not be counted toward an exact limit: ${(error as Error).message}`,
      );
      throw Object.assign(
        unavailable({ detail: 'Attempts cannot be counted right now; retry shortly.', retryAfter: 5 }),
        { cause: error },
      );
    }
  }
}
