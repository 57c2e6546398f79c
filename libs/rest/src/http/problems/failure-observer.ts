/** Told of an error that no one expected, before it is answered with 500. It must not throw. */
export type FailureListener = (error: unknown) => void;

const listeners = new Set<FailureListener>();

/**
 * Has every unexpected error of this process told to `heard`, in the context of the request that it ends; for tests and the
 * conformance kit, which would only see `internal_error`. Nothing is spent while nobody listens.
 * @returns what ends it
 */
export function observeFailures(heard: FailureListener): () => void {
  listeners.add(heard);
  return () => void listeners.delete(heard);
}

/** Tells everybody who listens. */
export function tellFailure(error: unknown): void {
  for (const heard of listeners) heard(error);
}
