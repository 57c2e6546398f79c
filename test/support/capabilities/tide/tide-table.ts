import { FeatureRegistry } from '@keelson/kernel';
import { BackgroundLoops, counter, ReadinessChecks } from '@keelson/platform';
import { Injectable } from '@nestjs/common';
import { gaugesPoint, type Gauge } from './gauges.js';
import { TideSettings } from './tide.settings.js';

/** `result` is read or failed. */
const readings = counter({
  name: 'tide_readings_total',
  help: 'Readings of tide gauges by this process, by gauge and result.',
  labels: ['gauge', 'result'],
});

/** The latest level of each gauge, as this process has read it. */
@Injectable()
export class TideTable {
  private readonly levelsCm = new Map<string, number>();
  private readonly silent = new Set<string>();
  private readonly gauges: readonly Gauge[];

  constructor(
    registry: FeatureRegistry,
    loops: BackgroundLoops,
    checks: ReadinessChecks,
    { pollSeconds }: TideSettings,
  ) {
    this.gauges = registry.contributions(gaugesPoint).flatMap(({ value }) => value);
    loops.add({
      name: 'tide-gauges',
      title: 'The poll of the tide gauges',
      everyMs: pollSeconds * 1_000,
      atStart: true,
      round: () => this.poll(),
    });
    checks.add('tide-gauges', () => this.proveRead());
  }

  /** In centimeters above chart datum, by the name of the gauge; without those that could not be read. */
  get levels(): ReadonlyMap<string, number> {
    return this.levelsCm;
  }

  private async poll(): Promise<void> {
    for (const gauge of this.gauges) {
      try {
        this.levelsCm.set(gauge.name, await gauge.read());
        this.silent.delete(gauge.name);
        readings.inc({ gauge: gauge.name, result: 'read' });
      } catch {
        this.levelsCm.delete(gauge.name);
        this.silent.add(gauge.name);
        readings.inc({ gauge: gauge.name, result: 'failed' });
      }
    }
  }

  private proveRead(): Promise<void> {
    if (this.silent.size === 0) return Promise.resolve();
    return Promise.reject(new Error(`No reading of ${[...this.silent].join(', ')}.`));
  }
}
