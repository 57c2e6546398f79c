import type { SealHead } from './seal.js';

/** Something about the log that is not as it was sealed. */
export interface AuditFault {
  readonly kind:
    | 'entry-changed'
    | 'entry-removed'
    | 'entry-inserted'
    | 'values-removed'
    | 'seal-changed'
    | 'seal-removed'
    | 'seal-inserted'
    | 'seal-out-of-order'
    | 'key-unknown'
    | 'key-replaced'
    | 'head-differs';
  /** The seal in which it is, or would be. */
  readonly seal: number;
  readonly entryId?: string;
  readonly organizationId?: string;
  /** A sentence for the operator. */
  readonly detail: string;
}

/** What a verification has found. */
export interface AuditReport {
  /** The end of the log; null when nothing was sealed yet. */
  readonly head: SealHead | null;
  readonly seals: number;
  /** Entries that were compared with their seals. */
  readonly entries: number;
  /** Entries without their values, and entries that are gone, by somebody with the key. */
  readonly erased: number;
  readonly removed: number;
  /** Committed, and not sealed yet. */
  readonly unsealed: number;
  /** From when on seals are by keys that do not lie in the database; null for none. */
  readonly trustedFrom: { readonly number: number; readonly at: Date } | null;
  /** The first ones; more make {@link isCutOff} true. */
  readonly faults: readonly AuditFault[];
  readonly isCutOff: boolean;
}

/** Faults that are listed. */
export const mostFaults = 1_000;

/** Ends a verification that has found enough. */
export class TooManyFaults extends Error {
  override readonly name = 'TooManyFaults';
}

/** Faults as they are found. */
export class AuditFaults {
  readonly all: AuditFault[] = [];

  /** @throws TooManyFaults */
  add(fault: AuditFault): void {
    this.all.push(fault);
    if (this.all.length >= mostFaults) throw new TooManyFaults();
  }
}
