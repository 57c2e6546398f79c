import { choiceOf } from '../fields/choice.js';
import type { FieldSpec } from '../fields/field-registry.js';
import { instantOf } from '../fields/instant.js';
import { isUuid } from '../fields/uuid.js';

/** The value of a query parameter for a field, or undefined when it doesn't fit. */
export function filterValue(field: FieldSpec, text: string): string | number | boolean | Date | undefined {
  switch (field.kind) {
    case 'id':
    case 'reference':
      return isUuid(text) ? text.toLowerCase() : undefined;
    case 'integer':
    case 'amount': {
      const number = /^-?\d{1,15}$/.test(text) ? Number(text) : undefined;
      // Beyond the column's range PostgreSQL would answer with an error.
      const [low, high] = field.kind === 'integer' ? [-2_147_483_648, 2_147_483_647] : [-1e15, 1e15];
      return number !== undefined && number >= low && number <= high ? number : undefined;
    }
    case 'instant':
      return instantOf(text) ?? undefined;
    case 'flag':
      return text === 'true' ? true : text === 'false' ? false : undefined;
    case 'text':
    case 'state':
      if (field.schema.enum && !field.schema.enum.includes(text)) return undefined;
      return text.includes('\0') || !text.isWellFormed() || isLonger(text, field.length ?? 255)
        ? undefined
        : text;
    default:
      return undefined;
  }
}

/** In code points, as columns are measured. */
function isLonger(text: string, most: number): boolean {
  return text.length > most && [...text].length > most;
}

/** What a value of the field looks like, for whoever gave another. */
export function expectedOf(field: FieldSpec): string {
  if (field.schema.enum) return `must be ${field.expects ?? choiceOf(field.schema.enum.map(String))}`;
  const looks: Partial<Record<FieldSpec['kind'], string>> = {
    id: 'must be a UUID',
    reference: 'must be a UUID',
    integer: 'must be a whole number',
    amount: 'must be a whole number of minor units',
    instant: 'must be a date and time with a time zone, such as 2026-01-31T12:00:00.000Z',
    flag: 'must be true or false',
  };
  return looks[field.kind] ?? 'must be text';
}
