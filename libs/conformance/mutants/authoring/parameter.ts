import { validationFailed } from '@keelson/kernel';

/** A query parameter of a route of one's own, checked as its document says. @throws DomainError `validation_failed` */
export function parameter(
  query: Readonly<Record<string, unknown>>,
  name: string,
  fits: RegExp,
  usual: string,
): string {
  const unknown = Object.keys(query).find((one) => one !== name);
  const value = query[name] ?? usual;
  const wrong = unknown ?? (typeof value === 'string' && fits.test(value) ? undefined : name);
  if (wrong !== undefined)
    throw validationFailed({ errors: [{ parameter: wrong.slice(0, 100), detail: 'is not allowed here' }] });
  return value as string;
}
