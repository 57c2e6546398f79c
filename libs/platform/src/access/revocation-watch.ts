import { enterContext } from '@keelson/kernel';
import { Injectable, Logger, type OnApplicationShutdown } from '@nestjs/common';
import { AccessControl } from './access-control.js';
import { VerifiedTokens } from './verified-tokens.js';

/** Milliseconds between two looks: two of them and a slow answer fit into the second that a revocation may take. */
const pause = 400;
/** Looks between two sweeps of what has expired. */
const sweepEvery = 25;

/**
 * Reads revocations from the database while there are tokens that they could concern. When it can't, it does nothing
 * more: tokens that nobody has confirmed lately are not trusted, and each is then verified on its own.
 */
@Injectable()
export class RevocationWatch implements OnApplicationShutdown {
  private readonly logger = new Logger('RevocationWatch');
  private timer: NodeJS.Timeout | null = null;
  private looking: Promise<void> | null = null;
  private mark: unknown = null;
  private looks = 0;
  private failing = false;
  private stopped = false;

  constructor(
    private readonly control: AccessControl,
    private readonly tokens: VerifiedTokens,
  ) {}

  /** A token was remembered: from now on its revocation matters. */
  wake(): void {
    if (this.timer === null && this.looking === null && !this.stopped) this.lookIn(0);
  }

  async onApplicationShutdown(): Promise<void> {
    this.stopped = true;
    if (this.timer) clearTimeout(this.timer);
    await this.looking;
  }

  private lookIn(milliseconds: number): void {
    this.timer = setTimeout(() => {
      this.timer = null;
      // Not in the context of the request that happened to wake the watch: neither its caller nor its transaction.
      this.looking = enterContext(
        { requestId: 'revocation-watch', caller: null, operation: null, unit: null },
        () => this.look(),
      ).finally(() => {
        this.looking = null;
        if (this.tokens.size > 0 && !this.stopped) this.lookIn(pause);
      });
    }, milliseconds);
    this.timer.unref();
  }

  private async look(): Promise<void> {
    // The beginning counts: what is committed while the answer is under way may not be in it.
    const startedAt = performance.now();
    try {
      const { mark, ...changes } = await this.control.authority.changesSince(this.mark);
      this.mark = mark;
      this.tokens.evict(changes);
      this.tokens.confirm(startedAt);
      if (this.failing) this.logger.log('Token revocations can be read again.');
      this.failing = false;
    } catch (error) {
      if (!this.failing)
        this.logger.warn(
          `Token revocations cannot be read. Until they can be read again, the token of every request is checked in the database: ${String(error)}`,
        );
      this.failing = true;
    }
    this.looks += 1;
    if (this.looks % sweepEvery === 0) this.tokens.dropExpired();
  }
}
