import { rateLimited } from '@keelson/kernel';
import { Injectable } from '@nestjs/common';
import { LRUCache } from 'lru-cache';
import { ServerClock } from '@keelson/sql/ports';
import { countRefusal } from '@keelson/runtime/ports';
import { clientNetwork } from './client-network.js';

/** Keys that turn out to be none, per network, process and minute, before further ones are not looked for. */
export const mostUnknown = 100;

const mostNetworks = 10_000;
const mostGood = 10_000;

const windowMs = 60_000;

/** Look-ups of a network since its first one that is counted. */
interface Window {
  /** Milliseconds since 1970, by the database's clock. */
  readonly endsAt: number;
  used: number;
}

/**
 * Bounds what made-up API keys cost the database: a key with the right checksum is easily made, and only a look-up tells
 * that there is none. Keys that were good here before are looked up in any case, so that a flood from the same network
 * does not shut them out.
 */
@Injectable()
export class UnknownKeys {
  private readonly windows = new LRUCache<string, Window>({ max: mostNetworks });
  private readonly good = new LRUCache<string, true>({ max: mostGood });

  constructor(private readonly clock: ServerClock) {}

  /**
   * Looks a key up, unless its network has asked for too many that are none.
   * @param digest of the key
   * @param address of the client
   * @throws DomainError `rate_limited`; what `find` throws
   */
  async look<T>(digest: string, address: string, find: () => Promise<T | null>): Promise<T | null> {
    const window = this.good.has(digest) ? null : this.take(clientNetwork(address));
    // Counted before: of many at once, none may pass because none has failed yet.
    const found = await find().catch((error: unknown) => {
      giveBack(window);
      throw error;
    });
    if (found === null) {
      this.good.delete(digest);
      return null;
    }
    giveBack(window);
    this.good.set(digest, true);
    return found;
  }

  private take(network: string): Window {
    const now = this.clock.ms();
    let window = this.windows.get(network);
    if (!window || window.endsAt <= now)
      this.windows.set(network, (window = { endsAt: now + windowMs, used: 0 }));
    if (window.used >= mostUnknown) {
      countRefusal('api-keys');
      throw rateLimited({
        detail:
          'Too many unknown API keys from your network; retry after the number of seconds in Retry-After.',
        retryAfter: Math.ceil((window.endsAt - now) / 1_000),
      });
    }
    window.used += 1;
    return window;
  }
}

function giveBack(window: Window | null): void {
  if (window) window.used -= 1;
}
