import type { OwnScope } from '@keelson/kernel';

/** An attempt as its writes name it: only the one that the row counts last may change the row. */
export interface AttemptRef {
  readonly id: string;
  /** Whose job it is. */
  readonly scope: OwnScope;
  readonly attempt: number;
  readonly admittedAt: Date;
}
