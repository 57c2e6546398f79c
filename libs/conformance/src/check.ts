import type { Finding } from './finding.js';
import type { Judged } from './judged.js';

/** How far a check is, and what it has found; calls are cheap and may be many. */
export interface Proceedings {
  /** One thing that was tried on an operation (or on none), and held. */
  held(rule: string, operation: string | null): void;
  found(finding: Omit<Finding, 'check'>): void;
}

/**
 * One part of the kit, or what a module of the application contributes to it (`conformanceChecks`). It leaves the subject as it found it, as far as others depend on it, and never
 * throws for a fault of a module.
 */
export interface Check {
  /** Lower case; its rules begin with it: `access` of `access/foreign-row-read`. */
  readonly name: string;
  /** What it shows, in a few words, for the terminal. */
  readonly title: string;
  run(judged: Judged, proceedings: Proceedings): Promise<void>;
  /** What only the whole run can show; after all checks have run. */
  conclude?(judged: Judged, proceedings: Proceedings): void;
}
