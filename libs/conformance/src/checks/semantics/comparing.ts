import { normalizedKey, type FieldSpec, type FilterOperator } from '@keelson/kernel';

/** Whether a value that a list has shown fits a filter, by what the contract says of the operator. */
export function matches(
  field: FieldSpec,
  operator: FilterOperator,
  value: unknown,
  asked: readonly string[],
): boolean {
  if (value === null || value === undefined) return false;
  const [first = ''] = asked;
  switch (operator) {
    case 'eq':
    case 'in':
      return asked.some((one) => compare(field, value, one) === 0);
    case 'gte':
      return compare(field, value, first) >= 0;
    case 'lte':
      return compare(field, value, first) <= 0;
    case 'prefix':
      return keyOf(field, value).startsWith(keyOf(field, first));
  }
}

/** Order of two values of a field: numbers and instants by size, text by code point. */
export function compare(field: FieldSpec, a: unknown, b: unknown): number {
  switch (field.kind) {
    case 'integer':
    case 'amount':
      return Number(a) - Number(b);
    case 'instant':
      return Date.parse(String(a)) - Date.parse(String(b));
    case 'flag':
      return Number(String(a) === 'true') - Number(String(b) === 'true');
    default:
      // UTF-8 is in the order of code points, which UTF-16 is not.
      return Buffer.compare(Buffer.from(keyOf(field, a)), Buffer.from(keyOf(field, b)));
  }
}

/** Ids are equal in any case, and texts whose uniqueness ignores case are found so. */
function keyOf(field: FieldSpec, value: unknown): string {
  const text = String(value);
  if (field.kind === 'id' || field.kind === 'reference') return text.toLowerCase();
  return field.unique === 'ignore-case' ? normalizedKey(text) : text;
}
