import type { EnqueuedJob } from '../jobs/job.js';

/** A row's members by their names, as its view shows them. */
export type View = Readonly<Record<string, unknown>>;

export interface Page {
  readonly data: readonly View[];
  readonly page: {
    /** Where the next page begins; null on the last. */
    readonly next: string | null;
    readonly limit: number;
    readonly count?: number;
    readonly countIsExact?: boolean;
  };
}

/** A row as the caller sees it. */
export class ViewOutcome {
  readonly kind = 'view';

  constructor(
    readonly view: View,
    readonly row: {
      readonly id: string;
      readonly version: number;
      /** It is new. */
      readonly created?: boolean;
    },
    readonly shape: {
      /** The caller asked for some members only. */
      readonly partial?: boolean;
      /** Other rows are in it, which change apart from this one. */
      readonly composed?: boolean;
      /** Members that the caller may not see; with more rights there is more of the same version to see. */
      readonly hidden?: readonly string[];
    } = {},
  ) {}

  /** What a plain route that returns it answers. */
  toJSON(): View {
    return this.view;
  }
}

/** A page of rows as the caller sees them. */
export class RowsOutcome {
  readonly kind = 'rows';

  constructor(
    readonly page: Page,
    /** The caller asked for some members only. */
    readonly partial = false,
  ) {}

  /** What a plain route that returns it answers. */
  toJSON(): Page {
    return this.page;
  }
}

/** What a method answers by itself; undefined says nothing. */
export class ValueOutcome {
  readonly kind = 'value';

  constructor(readonly value: unknown) {}
}

/** A job that does the work. */
export class JobOutcome {
  readonly kind = 'job';

  constructor(readonly job: EnqueuedJob) {}
}

/** The row is gone. */
export class RemovedOutcome {
  readonly kind = 'removed';
}

/** What an operation came to, whoever asked by whichever face. */
export type Outcome = ViewOutcome | RowsOutcome | ValueOutcome | JobOutcome | RemovedOutcome;

/** The outcome of an earlier call with the same idempotency key. */
export class Replay {
  readonly kind = 'replay';

  constructor(
    readonly outcome: Outcome,
    /** What the face has noted with it. */
    readonly note: number | undefined,
  ) {}
}

/** Whether a method has answered with an outcome, as {@link ResourceReader} gives them, and not with a value of its own. */
export function isOutcome(value: unknown): value is Outcome {
  return value instanceof ViewOutcome || value instanceof RowsOutcome;
}
