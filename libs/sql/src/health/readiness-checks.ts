import { Injectable, Logger } from '@nestjs/common';
import { DatabaseFailure } from '../persistence/ports.js';
import { within } from '@keelson/runtime/ports';

/** Milliseconds that a check may take. */
const patienceMs = 1_000;
/** Milliseconds for which an answer holds: probes must not become load. */
const freshMs = 250;

/** Most parts of a process, so that what reads the answer knows how long it can be. */
export const mostChecks = 100;

/** How a part is. */
export interface PartReadiness {
  readonly isUp: boolean;
  /** Whether the process can do what its role asks for without the part. */
  readonly isNeeded: boolean;
  /** The state of the database, where that is known: `read-only`. */
  readonly failure: string | null;
}

/** By name. */
export type ReadinessReport = ReadonlyMap<string, PartReadiness>;

interface Check {
  readonly run: () => Promise<void>;
  readonly isNeeded: boolean;
}

/** The parts that this process works with: modules add their checks, `/health/ready` runs them. */
@Injectable()
export class ReadinessChecks {
  private readonly logger = new Logger('Readiness');
  private readonly checks = new Map<string, Check>();
  private readonly down = new Set<string>();
  private latest: { readonly at: number; readonly report: Promise<ReadinessReport> } | null = null;

  /**
   * @param name what is checked, as the answer shows it: `database`
   * @param run rejects when the part does not do what it is needed for; it is given up after a second
   * @param options `isNeeded: false` for a part without which this process serves all the same: it is reported as
   * degraded, and the process stays ready
   * @throws Error when the name is taken, or there are {@link mostChecks} already
   */
  add(
    name: string,
    run: () => Promise<void>,
    { isNeeded = true }: { readonly isNeeded?: boolean } = {},
  ): void {
    if (this.checks.has(name))
      throw new Error(`Readiness check "${name}" is added twice; rename one of them.`);
    if (this.checks.size === mostChecks)
      throw new Error(`Readiness check "${name}" exceeds the maximum of ${mostChecks}; combine checks.`);
    this.checks.set(name, { run, isNeeded });
  }

  /** The state of everything, at most a quarter of a second old. */
  report(): Promise<ReadinessReport> {
    if (!this.latest || performance.now() - this.latest.at > freshMs)
      this.latest = { at: performance.now(), report: this.runAll() };
    return this.latest.report;
  }

  private async runAll(): Promise<ReadinessReport> {
    const parts = [...this.checks].map(async ([name, check]) => [name, await this.run(name, check)] as const);
    return new Map(await Promise.all(parts));
  }

  private async run(name: string, { run, isNeeded }: Check): Promise<PartReadiness> {
    try {
      await within(patienceMs, run());
      if (this.down.delete(name)) this.logger.log(`${name} is up again.`);
      return { isUp: true, isNeeded, failure: null };
    } catch (error) {
      // The reason is for the log; the caller learns only that it is down, and in which state the database is.
      if (!this.down.has(name)) this.logger.warn(`${name} is down: ${(error as Error).message}`);
      this.down.add(name);
      return { isUp: false, isNeeded, failure: error instanceof DatabaseFailure ? error.failure : null };
    }
  }
}
