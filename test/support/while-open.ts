import { observeStatements, type Database } from '@keelson/platform';
import { AsyncLocalStorage } from 'node:async_hooks';

const inSecond = new AsyncLocalStorage<true>();

/**
 * Does `first` in a transaction, begins `second` beside it, and lets the transaction commit when `second` either waits for
 * its turn or writes without one: two writers that each count before they write, forced to overlap.
 * @param writes the table that `second` adds to
 * @returns what becomes of `second`
 */
export async function whileOpen<T>(
  database: Database,
  first: () => Promise<unknown>,
  second: () => Promise<T>,
  writes: string,
): Promise<T> {
  const outside = AsyncLocalStorage.snapshot();
  const isNext = new RegExp(`FROM .?turns\\b|INSERT INTO .?(?:${writes})\\b`);
  let begun: Promise<T> | undefined;
  try {
    await database.transaction(async () => {
      await first();
      await new Promise<void>((resolve) => {
        // What runs beside them takes turns of its own.
        observeStatements((text) => void (inSecond.getStore() && isNext.test(text) && resolve()));
        begun = outside(() => inSecond.run(true, second));
        // What ends without either has nothing to wait for.
        begun.then(
          () => resolve(),
          () => resolve(),
        );
      });
    });
  } finally {
    observeStatements(null);
  }
  return begun as Promise<T>;
}
