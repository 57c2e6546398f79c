/** An error that another attempt would meet again: a job that throws it ends at once. */
export interface PermanentError extends Error {
  readonly permanent: true;
}

export function isPermanent(error: unknown): error is PermanentError {
  return error instanceof Error && (error as Partial<PermanentError>).permanent === true;
}
