import type { Answer } from '../../subject.js';
import type { Entry, Recorded } from './ledger.js';
import type { Trial } from './trial.js';
import type { View } from './variation.js';

/** A write that was accepted, with what it has left behind. */
export interface Written {
  readonly trial: Trial;
  readonly answer: Answer;
  /** The row that it was about; null where the answer names none. */
  readonly id: string | null;
  /** What became of the row. */
  readonly kind: 'created' | 'updated' | 'deleted';
  /** The row as readers see it. */
  readonly before: View | null;
  readonly after: View | null;
  /** All of the request. */
  readonly entries: readonly Entry[];
  readonly events: readonly Recorded[];
}
