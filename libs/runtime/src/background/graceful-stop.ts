import { Injectable, Logger, type OnApplicationShutdown, type OnModuleDestroy } from '@nestjs/common';
import { RuntimeSettings } from '../runtime/ports.js';

/** Milliseconds that is left for what ends last. */
const lastStopMs = 1_000;

/** How much of the budget is left, in milliseconds; never less than 1. */
export type LeftMs = () => number;

interface Part {
  readonly name: string;
  readonly end: (leftMs: LeftMs) => Promise<unknown>;
  readonly stage: 'first' | 'last';
}

/**
 * Ends what works in the background when the process stops: all of it at the same time, in one budget, and before the
 * database and the queue are closed. Requests under way have the same budget (http-adapter.ts). What they and the jobs
 * depend on ends after them.
 */
@Injectable()
export class GracefulStop implements OnModuleDestroy, OnApplicationShutdown {
  private readonly logger = new Logger('Shutdown');
  private readonly parts: Part[] = [];

  constructor(private readonly runtime: RuntimeSettings) {}

  /**
   * @param name for the log
   * @param end lets what is under way finish, or gives it back; what takes longer than the budget is left behind
   * @param stage `last`: after requests and jobs
   */
  add(name: string, end: Part['end'], stage: Part['stage'] = 'first'): void {
    this.parts.push({ name, end, stage });
  }

  /** The first of Nest's hooks: what the parts still note is written by later ones. */
  async onModuleDestroy(): Promise<void> {
    await this.endAll('first', this.runtime.stopMs);
  }

  /** The last of Nest's hooks, when the server is closed; those of the connections come later, since their modules are global. */
  async onApplicationShutdown(): Promise<void> {
    await this.endAll('last', lastStopMs);
  }

  private async endAll(stage: Part['stage'], budgetMs: number): Promise<void> {
    const endsAt = performance.now() + budgetMs;
    const leftMs = () => Math.max(1, endsAt - performance.now());
    const parts = this.parts.filter((part) => part.stage === stage);
    await Promise.all(parts.map(({ name, end }) => this.end(name, end(leftMs), leftMs())));
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
