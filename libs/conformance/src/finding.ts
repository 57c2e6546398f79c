import type { Answer, Inquiry, SentStatement } from './subject.js';

/** Where the mend belongs. */
export interface Place {
  /** The feature's folder or module class: `orders`, `TicketsModule`. */
  readonly module: string;
  readonly file?: string;
  readonly line?: number;
}

/** What shows it: enough to repeat it by hand. */
export interface Evidence {
  readonly inquiry?: Inquiry;
  readonly answer?: Pick<Answer, 'status' | 'headers' | 'text'>;
  readonly statements?: readonly SentStatement[];
  /** Rows or members as they are and as they should be; null for one that is not there. */
  readonly rows?: { readonly actual: unknown; readonly expected: unknown };
  /** Anything else a reader needs, as text: a plan, two answers side by side. */
  readonly notes?: readonly string[];
}

/** Something is not as promised. */
export interface Finding {
  /** The check's name. */
  readonly check: string;
  /** Stable and narrow: `access/foreign-row-read`, `semantics/audit-missing`. Mutants are caught by it. */
  readonly rule: string;
  /** `POST /v1/orders/{id}/place`; null for what belongs to no operation. */
  readonly operation: string | null;
  readonly place: Place;
  /** What is wrong, in one sentence. */
  readonly message: string;
  /** What to do about it, in one sentence. */
  readonly mend: string;
  readonly evidence: Evidence;
  /** What other rules have told of the same cause. */
  readonly also?: readonly { readonly rule: string; readonly message: string }[];
}
