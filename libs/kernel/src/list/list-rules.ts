import type { FieldSpec } from '../fields/field-registry.js';

/** Most rows of one page. */
export const largestPage = 200;
/** Rows of a page that says nothing of its size. */
export const usualPage = 50;

/** Operators by which `filter[field][operator]` compares, beside plain equality. */
export const filterOperators = ['gte', 'lte', 'in', 'prefix'] as const;
export type FilterOperator = 'eq' | (typeof filterOperators)[number];

/** The operators that make sense for a field: a prefix of free text, an order of numbers and instants. */
export function operatorsFor(field: FieldSpec): readonly FilterOperator[] {
  if (field.kind === 'text' && !field.schema.enum) return ['eq', 'in', 'prefix'];
  if (field.kind === 'integer' || field.kind === 'amount' || field.kind === 'instant')
    return ['eq', 'gte', 'lte', 'in'];
  return ['eq', 'in'];
}
