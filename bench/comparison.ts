import type { Figure } from './goals.js';
import type { Engine } from './servers/settings.js';

/** What one round says of one side. */
export type Sample = Partial<Readonly<Record<Figure, number>>>;

/** What is known of one work: each round has one sample for each side, Keelson's first. */
export interface Comparison {
  readonly work: string;
  readonly title: string;
  readonly engine: Engine;
  readonly sides: readonly ComparedSide[];
  /** The figure that the sides are compared by; its ratio is taken inside each round. */
  readonly figure: Figure;
  /** The sides are not compared with each other: each has the same goals, by its worst round. */
  readonly alone?: boolean;
  readonly rounds: readonly (readonly Sample[])[];
}

export interface ComparedSide {
  readonly label: string;
  /** What goals call it. */
  readonly role: string;
  /** Whether it is one of the peers, of which the fastest counts. */
  readonly isPeer?: boolean;
}
