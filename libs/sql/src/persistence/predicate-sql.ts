import type { Predicate } from '@keelson/kernel';
import type { Bindable } from './database.js';
import { compared, comparedColumn, type TableShape } from './table-shape.js';

/** A part of a WHERE clause with its values; empty text holds for every row. */
export interface Fragment {
  readonly sql: string;
  readonly values: readonly Bindable[];
  /** Where a tenant stands among the values. */
  readonly tenantAt?: readonly number[];
}

export const always: Fragment = { sql: '', values: [] };

/** Most values that one "one of" may have. */
export const mostCompared = 1_000;

/** A row rule as SQL; means the same as `matches` of the kernel. */
export function predicateSql(predicate: Predicate<object>, shape: TableShape): Fragment {
  switch (predicate.rule) {
    case 'everything':
      return always;
    case 'nothing':
      return { sql: '1 = 0', values: [] };
    case 'any':
    case 'all': {
      const parts = predicate.of.map((part) => predicateSql(part, shape));
      if (parts.length === 0) return predicate.rule === 'all' ? always : { sql: '1 = 0', values: [] };
      if (predicate.rule === 'any' && parts.some((part) => part.sql === '')) return always;
      return joined(parts, predicate.rule === 'all' ? ' AND ' : ' OR ');
    }
    case 'where':
      return conditionSql(predicate.condition, shape);
  }
}

/** The columns that a rule binds to one value each. */
export function boundColumns(predicate: Predicate<object>, shape: TableShape): string[] {
  if (predicate.rule === 'all') return predicate.of.flatMap((part) => boundColumns(part, shape));
  if (predicate.rule !== 'where') return [];
  return Object.entries(predicate.condition)
    .filter(([, value]) => !Array.isArray(value))
    .map(([property]) => comparedColumn(shape.column(property)));
}

/** Equalities on columns, all of which hold. @throws Error on undefined or null: a forgotten value must not widen a query. */
export function conditionSql(condition: object, shape: TableShape): Fragment {
  return joined(
    Object.entries(condition).map(([property, value]) => equality(shape, property, value)),
    ' AND ',
  );
}

function equality(shape: TableShape, property: string, value: unknown): Fragment {
  if (value === undefined || value === null)
    throw new Error(
      `${shape.declaration.entity.name}.${property} is compared with ${String(value)}; pass the value to compare it with.`,
    );
  const column = shape.column(property);
  const name = shape.quote(comparedColumn(column));
  if (!Array.isArray(value)) return { sql: `${name} = ?`, values: [compared(column, value, shape.dialect)] };
  if (value.length === 0) return { sql: '1 = 0', values: [] };
  if (value.length > mostCompared)
    throw new Error(
      `${shape.declaration.entity.name}.${property} is compared with ${value.length} values; the maximum is ${mostCompared}.`,
    );
  const padded = paddedToPowerOfTwo(value as readonly unknown[]);
  return {
    sql: `${name} IN (${padded.map(() => '?').join(', ')})`,
    values: padded.map((one) => compared(column, one, shape.dialect)),
  };
}

/** Repeats the last value up to a power of two, so that lists of any length share few statements. */
export function paddedToPowerOfTwo<T>(values: readonly T[]): T[] {
  const size = 2 ** Math.ceil(Math.log2(Math.max(1, values.length)));
  return [...values, ...Array.from({ length: size - values.length }, () => values.at(-1) as T)];
}

/** Fragments side by side; empty ones are left out. */
export function joined(fragments: readonly Fragment[], by: ' AND ' | ' OR '): Fragment {
  const parts = fragments.filter((fragment) => fragment.sql !== '');
  if (parts.length <= 1) return parts[0] ?? always;
  let before = 0;
  const tenantAt: number[] = [];
  for (const part of parts) {
    for (const position of part.tenantAt ?? []) tenantAt.push(before + position);
    before += part.values.length;
  }
  return {
    sql: parts
      .map((part) => (part.sql.includes(' OR ') || by === ' OR ' ? `(${part.sql})` : part.sql))
      .join(by),
    values: parts.flatMap((part) => part.values),
    tenantAt,
  };
}
