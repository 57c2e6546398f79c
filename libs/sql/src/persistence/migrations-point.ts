import {
  contributionPoint,
  twinFaults,
  type ConcreteType,
  type Contribution,
  type FeatureRegistry,
} from '@keelson/kernel';
import type { MigrationInterface } from 'typeorm';

export type Migration = ConcreteType<MigrationInterface>;

/** What {@link migrations} of modules add up to; `PersistenceModule` applies them when the application starts. */
export const migrationsPoint = contributionPoint<readonly Migration[]>('migrations', {
  prove: (all) => [
    ...twinFaults('migration', all, ({ name }) => name),
    ...all.flatMap(({ owner, value }) =>
      value
        .filter(({ name }) => Number.isNaN(timeOf(name)))
        .map(
          ({ name }) =>
            `The migration "${name}" of ${owner.name} has no time in its name: end it in 13 digits, milliseconds since 1970, such as CreateOrders1763700200001.`,
        ),
    ),
  ],
});

/**
 * TypeORM migrations of a module, for `Feature.declare({ … }, migrations(CreateOrders1763700200001))`. The names of the classes
 * are unique in the installation and end in 13 digits, a time in milliseconds. Those of the modules that a module imports,
 * and of global modules, are applied before its own; otherwise the earlier ones are applied first.
 */
export function migrations(...all: readonly Migration[]): Contribution {
  return migrationsPoint.of(all);
}

/** All migrations, in the order in which an empty database gets them. */
export function migrationsInOrder(registry: Pick<FeatureRegistry, 'contributions'>): readonly Migration[] {
  return registry
    .contributions(migrationsPoint)
    .flatMap(({ rank, value }) => value.map((migration) => ({ rank, migration })))
    .sort((a, b) => a.rank - b.rank || timeOf(a.migration.name) - timeOf(b.migration.name))
    .map(({ migration }) => migration);
}

/** @returns NaN when the name does not end in one */
function timeOf(name: string): number {
  return Number(/[0-9]{13}$/.exec(name)?.[0]);
}
