/** How much is explored by drawn sequences. */
export interface Exploration {
  /** The same seed draws the same steps. */
  readonly seed: number;
  /** Sequences for each module. */
  readonly sequences: number;
  /** Whether what fails is written beside its feature, to be repeated first from then on. */
  readonly isKept: boolean;
}

/** The seed is committed: a run finds what the last one has found. Fewer sequences where all modules are judged. */
export function usualExploration(isOfOneModule: boolean): Exploration {
  return { seed: 1, sequences: isOfOneModule ? 40 : 2, isKept: false };
}

/** How often rows are compared with those of further runs, each of which takes as long as the steps before. */
export function mostComparisons({ sequences }: Pick<Exploration, 'sequences'>): number {
  return Math.min(12, Math.max(2, sequences));
}
