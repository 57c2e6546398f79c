import { contributionPoint, twinFaults, type Contribution } from '@keelson/kernel';

/** An instrument that measures how high the water is. */
export interface Gauge {
  /** Lower case, of the installation: the label `gauge` of the metrics. */
  readonly name: string;
  /** @returns the level in centimeters above chart datum, a whole number */
  read(): Promise<number>;
}

/** What {@link gauges} of modules add up to; `TideModule` polls them. */
export const gaugesPoint = contributionPoint<readonly Gauge[]>('gauges', {
  prove: (all) => twinFaults('gauge', all, ({ name }) => name),
});

/** Gauges of a module, for `Feature.declare({ … }, gauges(harbor))`. */
export function gauges(...all: readonly Gauge[]): Contribution {
  return gaugesPoint.of(all);
}
