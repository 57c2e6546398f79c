import { observeFailures } from '@keelson/rest';
import { AsyncLocalStorage } from 'node:async_hooks';

/** The errors behind the answer to one request. */
const told = new AsyncLocalStorage<unknown[]>();
observeFailures((error) => void told.getStore()?.push(error));

/** Does a request, and hears the error that the application hides from its client. */
export async function withServerError<T>(
  request: () => Promise<T>,
): Promise<T & { readonly serverError?: string }> {
  const errors: unknown[] = [];
  const answer = await told.run(errors, request);
  return { ...answer, ...(errors.length > 0 && { serverError: errorText(errors[0]) }) };
}

/** Its name and message, and the first line of its stack that is this project's. */
export function errorText(error: unknown, root = process.cwd()): string {
  if (!(error instanceof Error)) return String(error);
  const isOurs = (line: string) => line.includes(`${root}/`) && !line.includes('node_modules');
  const line = (error.stack ?? '').split('\n').find((one) => /^\s+at /.test(one) && isOurs(one));
  const place = line?.trim().replace('file://', '').replace(`${root}/`, '');
  return `${error.name}: ${error.message}${place ? ` (${place})` : ''}`;
}
