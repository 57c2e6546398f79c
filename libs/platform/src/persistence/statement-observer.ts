/** Told of a statement that the gateway has let through, just before it is sent. It must not throw, nor keep `values`. */
export type StatementListener = (text: string, values: readonly unknown[]) => void;

let listener: StatementListener | null = null;

/**
 * Has every statement of this process told to `heard`, in the context of the work that sends it; for tests and the
 * conformance kit. There is one listener; null ends it, and nothing is spent while there is none.
 */
export function observeStatements(heard: StatementListener | null): void {
  listener = heard;
}

/** Tells the listener, if there is one. */
export function tellStatement(text: string, values: readonly unknown[] | undefined): void {
  listener?.(text, values ?? []);
}
