/** An attempt as its writes name it: only the one that the row counts last may change the row. */
export interface AttemptRef {
  readonly id: string;
  /** Null for the installation's own work. */
  readonly organizationId: string | null;
  readonly attempt: number;
  readonly admittedAt: Date;
}
