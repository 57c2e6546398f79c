import { Injectable, Logger } from '@nestjs/common';
import { within } from '../within.js';

/** Milliseconds that a check may take. */
const patienceMs = 1_000;
/** Milliseconds for which an answer holds: probes must not become load. */
const freshMs = 250;

export type ReadinessReport = ReadonlyMap<string, 'up' | 'down'>;

/** What this process needs in order to serve: modules add their checks, `/health/ready` runs them. */
@Injectable()
export class ReadinessChecks {
  private readonly logger = new Logger('Readiness');
  private readonly checks = new Map<string, () => Promise<void>>();
  private readonly down = new Set<string>();
  private latest: { readonly at: number; readonly report: Promise<ReadinessReport> } | null = null;

  /**
   * @param name what is checked, as the answer shows it: `database`
   * @param check rejects when it is not there; it is given up after a second
   * @throws Error when the name is taken
   */
  add(name: string, check: () => Promise<void>): void {
    if (this.checks.has(name))
      throw new Error(`Readiness check "${name}" is added twice; give one another name.`);
    this.checks.set(name, check);
  }

  /** The state of everything, at most a quarter of a second old. */
  report(): Promise<ReadinessReport> {
    if (!this.latest || Date.now() - this.latest.at > freshMs)
      this.latest = { at: Date.now(), report: this.runAll() };
    return this.latest.report;
  }

  private async runAll(): Promise<ReadinessReport> {
    const states = [...this.checks].map(
      async ([name, check]) => [name, (await this.run(name, check)) ? 'up' : 'down'] as const,
    );
    return new Map(await Promise.all(states));
  }

  private async run(name: string, check: () => Promise<void>): Promise<boolean> {
    try {
      await within(patienceMs, check());
      if (this.down.delete(name)) this.logger.log(`${name} is back.`);
      return true;
    } catch (error) {
      // The reason is for the log; who asks learns only that it is down.
      if (!this.down.has(name)) this.logger.warn(`${name} is down: ${(error as Error).message}`);
      this.down.add(name);
      return false;
    }
  }
}
