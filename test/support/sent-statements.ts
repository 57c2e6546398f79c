import { observeStatements } from '@keelson/platform';
import { AsyncLocalStorage } from 'node:async_hooks';

/** A statement that the gateway let through: `composed` by a store, or somebody's own text. */
export interface SentStatement {
  readonly text: string;
  readonly values: readonly unknown[];
  readonly composed: boolean;
}

const own = new AsyncLocalStorage<SentStatement[]>();

/**
 * What `work` and all that it waits for have sent, in order: not what the process sends beside it, such as the seals of
 * audit entries and the times of last use, which are of the same tables.
 * @param heard told of each at once
 */
export async function sentBy(
  work: () => Promise<unknown>,
  heard: (statement: SentStatement) => void = () => {},
): Promise<SentStatement[]> {
  const sent: SentStatement[] = [];
  observeStatements((text, values, composed) => {
    const of = own.getStore();
    if (of !== sent) return;
    const statement = { text, values: [...values], composed };
    of.push(statement);
    heard(statement);
  });
  try {
    await own.run(sent, work);
  } finally {
    observeStatements(null);
  }
  return sent;
}
