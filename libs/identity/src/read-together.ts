import { maybeContext } from '@keelson/kernel';

/** Several reads at once; one after the other in a transaction, which has one connection. */
export async function readTogether<T extends readonly unknown[]>(
  ...reads: { readonly [K in keyof T]: () => Promise<T[K]> }
): Promise<T> {
  if (!maybeContext()?.unit) return (await Promise.all(reads.map((read) => read()))) as unknown as T;
  const found: unknown[] = [];
  for (const read of reads) found.push(await read());
  return found as unknown as T;
}
