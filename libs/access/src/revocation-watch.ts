import { Injectable } from '@nestjs/common';
import { type BackgroundLoop, BackgroundLoops } from '@keelson/runtime/ports';
import { AccessControl } from './access-control.js';
import { VerifiedTokens } from './verified-tokens.js';

/** Milliseconds between two looks: two of them and a slow answer fit into the second that a revocation may take. */
const pauseMs = 400;
/** Looks between two sweeps of what has expired. */
const sweepEvery = 25;

/**
 * Reads revocations from the database while there are tokens that they could concern. When it can't, it does nothing
 * more: tokens that nobody has confirmed lately are not trusted, and each is then verified on its own.
 */
@Injectable()
export class RevocationWatch {
  private readonly loop: BackgroundLoop;
  private isIdle = true;
  private mark: unknown = null;
  private looks = 0;

  constructor(
    private readonly control: AccessControl,
    private readonly tokens: VerifiedTokens,
    loops: BackgroundLoops,
  ) {
    this.loop = loops.add({
      name: 'revocation-watch',
      title: 'The check for revoked tokens',
      everyMs: pauseMs,
      stops: 'last',
      whileFailing: 'Until it works again, the token of every request is checked in the database.',
      round: () => this.look(),
    });
  }

  /** A token was remembered, or a caller is watched: from now on revocations matter. */
  wake(): void {
    if (!this.isIdle) return;
    this.isIdle = false;
    this.loop.wake();
  }

  private async look(): Promise<void> {
    this.isIdle = this.tokens.isIdle;
    if (this.isIdle) return;
    // The beginning counts: what is committed while the answer is under way may not be in it.
    const startedAt = performance.now();
    try {
      const { mark, ...changes } = await this.control.authority.changesSince(this.mark);
      this.mark = mark;
      this.tokens.evict(changes);
      this.tokens.confirm(startedAt);
    } finally {
      this.looks += 1;
      if (this.looks % sweepEvery === 0) this.tokens.dropExpired();
    }
  }
}
