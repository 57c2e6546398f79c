import type { Finding, Place } from './finding.js';

/** How one operation has come through the checks. */
export interface JudgedOperation {
  readonly title: string;
  readonly place: Place;
  /** Its permission, or the reason why it needs none; null where nobody said. */
  readonly access: string | null;
  readonly checks: Readonly<Partial<Record<string, Tally>>>;
}

/** How often something was tried and held, and how often it did not. */
export interface Tally {
  readonly held: number;
  readonly found: number;
}

export interface JudgedCheck extends Tally {
  readonly name: string;
  readonly title: string;
  readonly seconds: number;
}

/** What a run has come to; good when there are no findings. */
export interface Verdict {
  readonly engine: 'mysql' | 'postgres';
  readonly startedAt: string;
  readonly seconds: number;
  readonly feature: string | null;
  readonly checks: readonly JudgedCheck[];
  readonly operations: readonly JudgedOperation[];
  readonly findings: readonly Finding[];
}
