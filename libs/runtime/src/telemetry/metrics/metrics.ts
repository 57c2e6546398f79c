import { Injectable } from '@nestjs/common';
import { Gauge, Registry } from 'prom-client';
import { processRegistry } from './process-registry.js';
import type { SampledMetrics } from './sampled-metrics.js';

/**
 * What `/metrics` shows of this application. A feature registers metrics of its own with
 * `new Counter({ name, help, labelNames, registers: [metrics.registry] })`; labels must be of few values, so no ids.
 */
@Injectable()
export class Metrics {
  readonly registry = new Registry();
  private readonly sampled: SampledMetrics[] = [];
  private readonly missing = new Gauge({
    name: 'keelson_metrics_collection_failed',
    help: '1 if a group of metrics could not be read and is missing, 0 otherwise.',
    labelNames: ['collection'],
    registers: [this.registry],
  });

  /** `Content-Type` of {@link text}: Prometheus' text format 0.0.4. */
  static readonly contentType = Registry.PROMETHEUS_CONTENT_TYPE;

  /** Has gauges of {@link registry} sampled before they are shown. Their names must have labels: others can't be absent. */
  add(sampled: SampledMetrics): void {
    this.sampled.push(sampled);
  }

  /** All metrics, those of the process among them, half a second after the question at the latest. */
  async text(): Promise<string> {
    await Promise.all(this.sampled.map((one) => one.refresh()));
    for (const { name, isMissing } of this.sampled) this.missing.set({ collection: name }, isMissing ? 1 : 0);
    return Registry.merge([processRegistry, this.registry]).metrics();
  }
}
