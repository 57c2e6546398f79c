import type { Logger } from '@nestjs/common';
import { AsyncResource } from 'node:async_hooks';

/**
 * A piece of work that is done again and again: when woken, and after a while by itself. Never twice at a time; a wake
 * during a round makes one more. A failing round is told once, and tried again until it succeeds.
 */
export class Rounds {
  private timer: NodeJS.Timeout | null = null;
  private running: Promise<void> | null = null;
  private again = false;
  private failing = false;
  private over = false;

  /**
   * @param what for the log: "Relaying events"
   * @param round answers true when there is more to do at once
   * @param everyMs how long it sleeps when nobody wakes it
   */
  constructor(
    private readonly logger: Logger,
    private readonly what: string,
    private readonly round: () => Promise<boolean>,
    private readonly everyMs = 1_000,
  ) {}

  /** Starts a round now, or one more after the present one. Rounds run as nobody: whoever woke them has a deadline. */
  wake = AsyncResource.bind((): void => {
    if (this.over) return;
    if (this.running) {
      this.again = true;
      return;
    }
    if (this.timer) clearTimeout(this.timer);
    this.running = this.run().finally(() => {
      this.running = null;
      if (this.over) return;
      this.timer = setTimeout(this.wake, this.everyMs);
      this.timer.unref();
    });
  });

  /** Lets the present round finish; none comes after. */
  async stop(): Promise<void> {
    this.over = true;
    if (this.timer) clearTimeout(this.timer);
    await this.running;
  }

  private async run(): Promise<void> {
    try {
      do this.again = false;
      while (((await this.round()) || this.again) && !this.over);
      if (this.failing) this.logger.log(`${this.what} is working again.`);
      this.failing = false;
    } catch (error) {
      // A wake does not hurry what has just failed: the next round comes with the timer.
      if (!this.failing && !this.over) this.logger.error(`${this.what} failed and will be retried`, error);
      this.failing = true;
    }
  }
}
