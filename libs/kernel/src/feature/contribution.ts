import type { AbstractType } from '../fields/json-schema.js';
import type { EventDefinition } from '../events/event.js';
import type { Resource } from '../resource/resource.js';

/** What one module adds to a point. */
export interface Contribution<T = unknown> {
  readonly point: ContributionPoint<T>;
  readonly value: T;
}

/** A contribution, and the module that made it. */
export interface Contributed<T> {
  readonly owner: AbstractType;
  /** Of the owner: higher than that of every module that it imports, and than those of global modules. */
  readonly rank: number;
  readonly value: T;
}

/** What contributions may refer to. */
export interface DeclaredNames {
  readonly resources: readonly Resource[];
  readonly events: readonly EventDefinition[];
}

export interface ContributionPointOptions<T> {
  /**
   * Checks all contributions when the application starts.
   * @returns the faults, each a sentence that names the owner and says what to do; none if everything is right
   */
  prove?(all: readonly Contributed<T>[], declared: DeclaredNames): readonly string[];
}

/**
 * Something that modules can add to without knowing who uses it: migrations, schedules, webhooks. The module that uses
 * what is contributed hosts the point (`Feature.declare({ points: [point] })`) and reads it with
 * `FeatureRegistry.contributions`. A point only collects; it never takes part in a request.
 */
export class ContributionPoint<T = unknown> {
  constructor(
    /** In the plural, as error messages name it: `migrations`. */
    readonly name: string,
    readonly options: ContributionPointOptions<T> = {},
  ) {}

  /** A contribution for `Feature.declare({ … }, …)`. */
  of(value: T): Contribution<T> {
    return { point: this, value };
  }
}

/** Makes a point. Export a function that makes contributions, so that authors need not know the point. */
export function contributionPoint<T>(
  name: string,
  options?: ContributionPointOptions<T>,
): ContributionPoint<T> {
  return new ContributionPoint(name, options);
}

/**
 * For {@link ContributionPointOptions.prove} of a point whose contributions are lists of things with names.
 * @param what one of them is, as the message says it: `migration`
 */
export function twinFaults<T>(
  what: string,
  all: readonly Contributed<readonly T[]>[],
  nameOf: (one: T) => string,
): readonly string[] {
  const owners = new Map<string, string[]>();
  for (const { owner, value } of all)
    for (const name of value.map(nameOf)) owners.set(name, [...(owners.get(name) ?? []), owner.name]);
  return [...owners]
    .filter(([, found]) => found.length > 1)
    .map(
      ([name, found]) =>
        `The ${what} "${name}" is declared twice: rename one of the two, or contribute it only once (${[...new Set(found)].join(' and ')}).`,
    );
}
