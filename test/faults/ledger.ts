/** A write whose answer the driver has seen. */
export interface Acknowledged {
  readonly kind: WriteKind;
  readonly organizationId: string;
  /** The row or job. */
  readonly id: string;
  /** What the client chose: a SKU, a reference, a label, a token. */
  readonly token: string;
  /** What the answer said of the row. */
  readonly values: Readonly<Record<string, unknown>>;
}

export type WriteKind =
  | 'organization'
  | 'product'
  | 'publish'
  | 'order'
  | 'place'
  | 'pay'
  | 'cancel'
  | 'counter'
  | 'bump'
  | 'task';

/** A write that never got an answer: it is there once, or not at all. */
export type Unanswered = Omit<Acknowledged, 'values'>;

/** Everything that was acknowledged, and what may have happened all the same. */
export class Ledger {
  readonly acknowledged: Acknowledged[] = [];
  readonly unanswered: Unanswered[] = [];
  /** Answers that no client should get, by status and code. */
  readonly unexpected = new Map<string, number>();
  retries = 0;

  add(write: Acknowledged): void {
    this.acknowledged.push(write);
  }

  of(...kinds: readonly WriteKind[]): Acknowledged[] {
    return this.acknowledged.filter(({ kind }) => kinds.includes(kind));
  }

  openOf(...kinds: readonly WriteKind[]): Unanswered[] {
    return this.unanswered.filter(({ kind }) => kinds.includes(kind));
  }

  wonder(what: string): void {
    this.unexpected.set(what, (this.unexpected.get(what) ?? 0) + 1);
  }
}
