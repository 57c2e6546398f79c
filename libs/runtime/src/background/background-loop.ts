import { acrossOrganizations, enterContext } from '@keelson/kernel';
import { Logger } from '@nestjs/common';
import type { HeldLease } from './held-lease.js';
import type { Loop, Round } from './loop.js';
import { countRound, type RoundOutcome } from './loop-metrics.js';
import { Sleep } from './sleep.js';

/**
 * Runs a {@link Loop}: never two rounds at a time, and one more for any wakes during a round. A failure is logged once, and
 * its end once. The rounds know nothing of who started or woke them: neither its caller nor its transaction.
 */
export class BackgroundLoop {
  private readonly logger = new Logger('Background');
  private readonly sleep = new Sleep();
  private running: Promise<void> | null = null;
  private latest: Promise<unknown> = Promise.resolve();
  private hasFailed = false;
  private isFailureLogged = false;
  private isOver = false;
  private readonly given: Round;

  /** @param lease null for a loop that runs in every process */
  constructor(
    readonly loop: Loop,
    private readonly lease: HeldLease | null = null,
  ) {
    const isStopping = () => this.isOver;
    this.given = {
      get isStopping() {
        return isStopping();
      },
      held: () => {
        if (!lease) throw new Error(`The background loop "${loop.name}" declares no lease.`);
        return lease.held();
      },
    };
  }

  get isRunning(): boolean {
    return this.running !== null && !this.isOver;
  }

  /** Whether its latest round has failed. */
  get isFailing(): boolean {
    return this.hasFailed;
  }

  start(): void {
    this.running ??= this.run();
  }

  /** Has a round begin now, or one more after the present one. A loop that has just failed is not hurried. */
  readonly wake = (): void => this.sleep.wake();

  /** One round beside its own, after the one under way. Never rejects: it fails as any other. */
  async once(): Promise<void> {
    await this.next();
  }

  /** Lets the present round finish; none comes after. @throws what `onStop` does */
  async stop(): Promise<void> {
    this.isOver = true;
    this.sleep.end();
    await this.running;
    await this.latest;
    try {
      await this.inside(async () => this.loop.onStop?.());
    } finally {
      await this.lease?.release();
    }
  }

  private async run(): Promise<void> {
    const { everyMs, atStart, restUpToMs = 0 } = this.loop;
    if (!atStart) await this.sleep.lightly(this.pauseMs());
    while (!this.isOver) {
      this.sleep.forgetWakes();
      const began = performance.now();
      const outcome = await this.next();
      if (outcome === 'more') continue;
      if (outcome === 'elsewhere') await this.sleep.soundly(Math.max(everyMs, this.lease?.seekMs ?? 0));
      else if (outcome !== 'done') await this.sleep.soundly(this.pauseMs());
      else {
        await this.sleep.soundly(Math.min(performance.now() - began, restUpToMs));
        await this.sleep.lightly(this.pauseMs());
      }
    }
  }

  private next(): Promise<RoundOutcome | 'more'> {
    const round = this.latest.then(() => (this.isOver ? 'done' : this.round()));
    this.latest = round;
    return round;
  }

  /** Never rejects. */
  private async round(): Promise<RoundOutcome | 'more'> {
    const began = performance.now();
    const count = (outcome: RoundOutcome) => {
      countRound(this.loop.name, outcome, performance.now() - began);
      return outcome;
    };
    try {
      const hasMore = await this.inside(() => this.turn());
      if (hasMore === null) return count('elsewhere');
      this.recover();
      count('done');
      return hasMore ? 'more' : 'done';
    } catch (error) {
      this.lease?.doubt();
      return count(this.fail(error));
    }
  }

  /** @returns whether there is more to do; null when another process has the lease */
  private async turn(): Promise<boolean | null> {
    try {
      if (this.lease && !(await this.lease.held())) return null;
      return (await this.loop.round(this.given)) === true;
    } finally {
      await this.lease?.endRound();
    }
  }

  private inside<T>(work: () => Promise<T>): Promise<T> {
    const { across } = this.loop;
    return enterContext({ requestId: 'system', caller: null, operation: null, unit: null }, () =>
      across === undefined ? work() : acrossOrganizations(across, work),
    );
  }

  private recover(): void {
    if (this.isFailureLogged) this.logger.log(`${this.loop.title} is working again.`);
    this.hasFailed = this.isFailureLogged = false;
  }

  private fail(error: unknown): RoundOutcome {
    const { title, whileFailing, isReportedElsewhere } = this.loop;
    this.hasFailed = true;
    // An outage of the database is logged where its connections are, once for all loops.
    if ((error as { kind?: unknown } | null)?.kind === 'unavailable' || isReportedElsewhere?.(error))
      return 'unavailable';
    if (!this.isFailureLogged && !this.isOver)
      this.logger.error(
        `${title} failed and will be retried.${whileFailing ? ` ${whileFailing}` : ''}`,
        error,
      );
    this.isFailureLogged = true;
    return 'failed';
  }

  private pauseMs(): number {
    const { everyMs, jitter = 0 } = this.loop;
    return everyMs * (1 + jitter * (2 * Math.random() - 1));
  }
}
