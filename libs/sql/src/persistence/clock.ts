import type { Dialect } from './engine.js';

/**
 * The present in a statement, by the clock that all processes share: the only one by which statements decide. To the
 * millisecond, as columns keep it. On PostgreSQL it is the beginning of the transaction, on MySQL that of the statement.
 */
export const databaseNow = 'CURRENT_TIMESTAMP(3)';

/** A moment as many milliseconds from now as the parameter says. */
export function databaseLater(dialect: Dialect): string {
  return dialect === 'mysql'
    ? `${databaseNow} + INTERVAL (? * 1000) MICROSECOND`
    : `${databaseNow} + ? * INTERVAL '1 millisecond'`;
}
