import {
  contributionPoint,
  twinFaults,
  type Contribution,
  type FeatureRegistry,
  type ScheduleDefinition,
} from '@keelson/kernel';

/** What {@link schedules} of modules add up to; `JobsModule` runs them. */
export const schedulesPoint = contributionPoint<readonly ScheduleDefinition[]>('schedules', {
  prove: (all) => twinFaults('schedule', all, ({ name }) => name),
});

/** Jobs of a module that run by the clock, for `Feature.declare({ … }, schedules(nightly))`. */
export function schedules(...all: readonly ScheduleDefinition[]): Contribution {
  return schedulesPoint.of(all);
}

/** The schedules of all modules. */
export function schedulesOf(registry: FeatureRegistry): readonly ScheduleDefinition[] {
  return registry.contributions(schedulesPoint).flatMap(({ value }) => value);
}
