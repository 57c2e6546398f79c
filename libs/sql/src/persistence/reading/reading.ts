/** Where a statement binds a tenant: to a parameter by position, or to a literal. */
export type Binding =
  | { readonly kind: 'parameter'; readonly position: number }
  | { readonly kind: 'literal'; readonly value: string };

/** What the gateway needs to know of a statement that the store did not compose. */
export type Reading =
  /** It touches no tenant's table, and nothing that could stand for one. */
  | { readonly kind: 'free' }
  | { readonly kind: 'bound'; readonly tables: readonly string[]; readonly bindings: readonly Binding[] }
  | { readonly kind: 'unclear'; readonly reason: string };

/** The tables of the application's schema, in lower case. */
export interface KnownTables {
  /** Those that hold organizations' rows, with the column that says whose. */
  readonly tenants: ReadonlyMap<string, string>;
  /** The others; views are not among them, since they may show any rows. */
  readonly others: ReadonlySet<string>;
}

/** Reads one text; it never throws, and says "unclear" of what it does not understand. */
export type Reader = (text: string, tables: KnownTables) => Reading;

/** Longest text that is read, in characters; a longer one is no statement that people write. */
export const longestText = 1_000_000;

/** What a reader throws inside itself; the message becomes the reason of an "unclear" reading. */
export class UnreadableError extends Error {
  override readonly name = 'UnreadableError';
}
