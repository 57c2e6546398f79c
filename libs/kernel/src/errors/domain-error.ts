/** The closed list of what can go wrong; one filter maps each kind to its HTTP status (RFC 9110, RFC 9457). */
export const kinds = {
  invalid: 400,
  unauthenticated: 401,
  forbidden: 403,
  not_found: 404,
  conflict: 409,
  precondition_failed: 412,
  too_large: 413,
  unsupported_media_type: 415,
  unprocessable: 422,
  too_many_requests: 429,
  unavailable: 503,
} as const;

export type Kind = keyof typeof kinds;

/** One fault inside a request: where (JSON Pointer, or the name of a query parameter or header) and what. */
export interface Violation {
  readonly pointer?: string;
  readonly parameter?: string;
  readonly header?: string;
  readonly detail: string;
}

export interface ProblemDetails {
  /** A sentence for the person who reads the answer: what happened and what to do. */
  readonly detail?: string;
  readonly errors?: readonly Violation[];
  /** Seconds until another try makes sense (`Retry-After`). */
  readonly retryAfter?: number;
}

/**
 * An expected failure of an operation, answered as `application/problem+json`.
 * Features define theirs with {@link defineError}; its `detail` reaches the client, so it names no other tenant's data.
 */
export class DomainError extends Error {
  constructor(
    /** Stable, `<feature>.<what>`; clients branch on it. */
    readonly code: string,
    readonly kind: Kind,
    readonly title: string,
    readonly details: ProblemDetails = {},
  ) {
    super(details.detail ?? title);
    this.name = 'DomainError';
  }
}

/** A named error of a feature. Throw it by calling: `throw outOfStock({ detail: … })`. */
export interface ErrorDefinition {
  (details?: ProblemDetails): DomainError;
  readonly code: string;
  readonly kind: Kind;
  readonly title: string;
}

const defined = new Map<string, ErrorDefinition>();

/**
 * Names an error: its stable code, its kind and its title.
 * @throws Error when the code is taken or isn't `<feature>.<what>` in snake case.
 */
export function defineError(code: string, kind: Kind, title: string): ErrorDefinition {
  if (!/^[a-z][a-z0-9_]*(\.[a-z][a-z0-9_]*)?$/.test(code))
    throw new Error(`Error code "${code}" must look like "orders.out_of_stock".`);
  const known = defined.get(code);
  if (known && (known.kind !== kind || known.title !== title))
    throw new Error(
      `Error code "${code}" is defined twice, as "${known.title}" (${known.kind}) and as "${title}" (${kind}): change one of the codes, or import the existing error.`,
    );
  const definition: ErrorDefinition = Object.assign(
    (details?: ProblemDetails) => new DomainError(code, kind, title, details),
    { code, kind, title },
  );
  defined.set(code, definition);
  return definition;
}

/** Every error that was defined, by code: the page behind a problem's `type` is made of it. */
export function definedErrors(): ReadonlyMap<string, ErrorDefinition> {
  return defined;
}
