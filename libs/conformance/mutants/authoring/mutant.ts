import type { Type } from '@nestjs/common';

/**
 * A small module with one mistake of the kind that teams make, and its twin without it. It is an ordinary feature: an
 * entity, a resource, a controller, a Nest module.
 */
export interface Mutant {
  /** As its file is called. */
  readonly name: string;
  /** What somebody has done wrong, in a sentence. */
  readonly mistake: string;
  /** The rule of the kit that must be among the findings of its module. */
  readonly caughtBy: string;
  /** The module: with the mistake, or its twin that differs in nothing else. The class has one name in both. */
  readonly build: (broken: boolean) => Type;
}

/** A mistake that the platform does not let happen: the class can't be made, or the application does not boot. */
export interface RefusedMutant {
  readonly name: string;
  readonly mistake: string;
  readonly caughtBy: 'boot';
  /** What the refusal must say. */
  readonly message: RegExp;
  readonly build: (broken: boolean) => Type;
}

export const mutant = (one: Mutant): Mutant => one;

export const refused = (one: Omit<RefusedMutant, 'caughtBy'>): RefusedMutant => ({
  caughtBy: 'boot',
  ...one,
});
