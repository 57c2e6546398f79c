import { Logger } from '@nestjs/common';
import type { Gauge } from 'prom-client';
import { within } from '../../runtime/ports.js';

/** Milliseconds for which a sample holds: scrapes must not become load. */
const freshMs = 10_000;
/** Milliseconds that a scrape waits for a new one. */
const patienceMs = 500;
/** Milliseconds for which the last sample stands in for one that takes longer. */
const staleMs = 60_000;

/**
 * Gauges whose values have to be asked for, together, by one question. It is asked at most every ten seconds and once at a
 * time, however many scrape. After a failure, and when the answers are more than a minute late, the gauges have no values.
 */
export class SampledMetrics {
  private readonly logger = new Logger('Metrics');
  private endedAt = -Infinity;
  private sampledAt = -Infinity;
  private sampling: Promise<void> | null = null;
  private late = false;
  private failed = false;

  /**
   * @param name of the collection, for `keelson_metrics_collection_failed`
   * @param sample asks, and answers with what sets the gauges
   */
  constructor(
    readonly name: string,
    private readonly gauges: readonly Pick<Gauge, 'reset'>[],
    private readonly sample: () => Promise<() => void>,
  ) {}

  /** Whether the gauges are without values. */
  get isMissing(): boolean {
    return this.late || this.failed;
  }

  /** Sees to it that the gauges have values, and new ones if they can be had in time. Never rejects. */
  async refresh(): Promise<void> {
    if (performance.now() - this.endedAt < freshMs) return;
    this.sampling ??= this.take().finally(() => (this.sampling = null));
    try {
      await within(patienceMs, this.sampling);
    } catch {
      if (performance.now() - this.sampledAt < staleMs) return;
      this.late = true;
      this.clear();
    }
  }

  private async take(): Promise<void> {
    try {
      const show = await this.sample();
      this.clear();
      show();
      this.failed = false;
      this.sampledAt = performance.now();
    } catch (error) {
      if (!this.failed) this.logger.warn(`${this.name} cannot be measured: ${(error as Error).message}`);
      this.failed = true;
      this.sampledAt = -Infinity;
      this.clear();
    }
    this.late = false;
    this.endedAt = performance.now();
  }

  private clear(): void {
    for (const gauge of this.gauges) gauge.reset();
  }
}
