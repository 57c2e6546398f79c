import { Injectable, Logger, type OnModuleDestroy } from '@nestjs/common';
import { RuntimeSettings } from '../runtime/ports.js';

/** How much of the budget is left, in milliseconds; never less than 1. */
export type LeftMs = () => number;

/**
 * Ends what works in the background when the process stops: all of it at the same time, in one budget, and before the
 * database and the queue are closed. Requests under way have the same budget (http-adapter.ts).
 */
@Injectable()
export class GracefulStop implements OnModuleDestroy {
  private readonly logger = new Logger('Shutdown');
  private readonly parts: { readonly name: string; readonly end: (leftMs: LeftMs) => Promise<unknown> }[] =
    [];

  constructor(private readonly runtime: RuntimeSettings) {}

  /**
   * @param name for the log
   * @param end lets what is under way finish, or gives it back; what takes longer than the budget is left behind
   */
  add(name: string, end: (leftMs: LeftMs) => Promise<unknown>): void {
    this.parts.push({ name, end });
  }

  /** The first of Nest's hooks: what the parts still note is written by later ones. */
  async onModuleDestroy(): Promise<void> {
    const endsAt = performance.now() + this.runtime.stopMs;
    const leftMs = () => Math.max(1, endsAt - performance.now());
    await Promise.all(this.parts.map(({ name, end }) => this.end(name, end(leftMs), leftMs())));
  }

  private async end(name: string, ending: Promise<unknown>, limitMs: number): Promise<void> {
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<'late'>((resolve) => (timer = setTimeout(resolve, limitMs, 'late')));
    try {
      if ((await Promise.race([ending, late])) === 'late')
        this.logger.warn(`${name} did not stop in time; the shutdown continues without it.`);
    } catch (error) {
      this.logger.error(`${name} failed to stop`, error);
    } finally {
      clearTimeout(timer);
    }
  }
}
