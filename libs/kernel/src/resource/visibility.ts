import type { Caller } from '../context/caller.js';
import { fieldsOf } from '../fields/field-registry.js';
import { normalizedKey } from '../fields/folding.js';
import type { AbstractType } from '../fields/json-schema.js';

type Scalar = string | number | boolean | Date;

/** One condition on a row's own columns. Values that are undefined refuse: a forgotten id must not widen a query. */
export type Condition<T> = { readonly [K in keyof T & string]?: Scalar | readonly Scalar[] };

/**
 * A row rule as data: compiled to SQL by the store, and evaluated in memory for rows that are at hand.
 * An array means "one of"; the keys of one condition hold together.
 */
export type Predicate<T> =
  | { readonly rule: 'everything' }
  | { readonly rule: 'nothing' }
  | { readonly rule: 'where'; readonly condition: Condition<T> }
  | { readonly rule: 'any' | 'all'; readonly of: readonly Predicate<T>[] };

/** Every row of the tenant. It must be said. */
export const everything: Predicate<never> & { readonly rule: 'everything' } = { rule: 'everything' };
/** No row at all. */
export const nothing: Predicate<never> & { readonly rule: 'nothing' } = { rule: 'nothing' };

/**
 * The rows whose columns have these values.
 * @throws Error when a value is undefined or null.
 */
export function where<T>(condition: Condition<T>): Predicate<T> {
  for (const [field, value] of Object.entries(condition))
    if (value === undefined || value === null)
      throw new Error(
        `where(): "${field}" is ${String(value)}; a rule needs a value to compare with. Use "nothing" to show no rows.`,
      );
  return { rule: 'where', condition };
}

/** The rows that fit at least one of the rules. */
export function anyOf<T>(...of: readonly Predicate<NoInfer<T>>[]): Predicate<T> {
  return { rule: 'any', of };
}

/** The rows that fit all the rules. */
export function allOf<T>(...of: readonly Predicate<NoInfer<T>>[]): Predicate<T> {
  return { rule: 'all', of };
}

/** A resource's row rule: what a caller may see of it. */
export type Visibility<T> = (request: { readonly caller: Caller }) => Predicate<T>;

/** Whether a row at hand, an instance of its entity, fits the rule; means the same as the compiled SQL. */
export function matches<T extends object>(predicate: Predicate<T>, row: T): boolean {
  switch (predicate.rule) {
    case 'everything':
      return true;
    case 'nothing':
      return false;
    case 'any':
      return predicate.of.some((part) => matches(part, row));
    case 'all':
      return predicate.of.every((part) => matches(part, row));
    case 'where':
      return Object.entries(predicate.condition).every(([name, wanted]) => {
        const folded = ignoresCase(row, name);
        const actual = comparable((row as Record<string, unknown>)[name], folded);
        return Array.isArray(wanted)
          ? wanted.some((one) => comparable(one, folded) === actual)
          : comparable(wanted, folded) === actual;
      });
  }
}

function comparable(value: unknown, folded: boolean): unknown {
  if (value instanceof Date) return value.getTime();
  return folded && typeof value === 'string' ? normalizedKey(value) : value;
}

const caseless = new WeakMap<object, ReadonlySet<string>>();

/** Whether a field of the row's class is compared by its key, as the database does. */
function ignoresCase(row: object, name: string): boolean {
  const type = row.constructor as AbstractType | undefined;
  if (!type) return false;
  let names = caseless.get(type);
  if (!names) {
    names = new Set(
      fieldsOf(type)
        .filter(({ unique }) => unique === 'ignore-case')
        .map((field) => field.name),
    );
    caseless.set(type, names);
  }
  return names.has(name);
}
