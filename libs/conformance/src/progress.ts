import type { Check } from './check.js';
import type { Finding } from './finding.js';
import type { JudgedCheck } from './verdict.js';

/** Told while a run goes on. */
export interface Progress {
  begun(check: Check, number: number, of: number): void;
  /** Something was tried and held; called often. */
  held(): void;
  found(finding: Finding): void;
  ended(check: JudgedCheck): void;
}
