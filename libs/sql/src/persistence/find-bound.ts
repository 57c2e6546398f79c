import { mostCompared } from './predicate-sql.js';

/** Rows that `find` gives without a limit; where there are more, it must be said what is meant. */
const mostUnsaid = 100;
/** The largest limit of `find`. */
const mostFound = 10_000;

/** How many rows a `find` reads, and whether what it has read may be all. */
interface FindBound {
  readonly read: number;
  /** @throws Error when there are more rows than may be given without a limit */
  assertWhole(rows: number): void;
}

/** @throws Error when the limit is not a whole number up to 10,000 */
export function findBound(
  entity: string,
  condition: { readonly id?: unknown },
  limit: number | undefined,
): FindBound {
  if (limit !== undefined && !(Number.isInteger(limit) && limit >= 0 && limit <= mostFound))
    throw new Error(
      `${entity}: the limit of find() is ${limit}; it must be a whole number up to ${mostFound}.`,
    );
  // Ids are their own bound.
  const bound = Array.isArray(condition.id) ? mostCompared : mostUnsaid;
  return {
    read: limit ?? bound + 1,
    assertWhole(rows) {
      if (limit === undefined && rows > bound)
        throw new Error(
          `${entity}: find() found more than ${bound} rows. Pass limit to get only the first ones, narrow the condition, or read pages with SQL (Database): … AND id > ? ORDER BY id LIMIT 500.`,
        );
    },
  };
}
