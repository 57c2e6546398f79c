import { currentScope, maybeContext, type AddedValues, type NewValues, type Row } from '@keelson/kernel';
import { stampingMember } from './stamps.js';
import type { Bindable } from './database.js';
import { newId } from './new-id.js';
import { boundOf } from './row-scope.js';
import { assign, type TableShape } from './table-shape.js';

/**
 * Values of one statement at most. Each connection keeps it prepared, and the driver a description of each value beside it:
 * ten connections with statements of many thousands had a hundred megabytes of them.
 */
export const mostBound = 1_024;

/** What the store gives each row by itself. */
export const writtenByStore: ReadonlySet<string> = new Set(['id', 'version', 'createdAt', 'updatedAt']);

/** An INSERT of some rows, and where its values say whose they are. */
export interface RowInsertion {
  readonly sql: string;
  readonly values: readonly Bindable[];
  readonly tenantAt: readonly number[];
}

/** What the operation's client gives to fields that modules add to the entity, for the first row that is written. */
export function addedValues(shape: TableShape): AddedValues | null {
  const added = maybeContext()?.added;
  return added && added.givenTo === null && added.entity === shape.entity ? added : null;
}

/** A row that is to be inserted, complete. @throws Error when a required field has no value, or no organization is in scope */
export function newRow<T extends Row>(shape: TableShape, values: NewValues<T>, now: Date): T {
  const row = Object.create(shape.entity.prototype as object) as T;
  Object.assign(row, { id: values.id ?? newId(), version: 1, createdAt: now, updatedAt: now });
  for (const { property, field } of shape.columns) {
    if (writtenByStore.has(property)) continue;
    const given = (values as Record<string, unknown>)[property];
    const value =
      property === 'organizationId'
        ? tenantOf(shape, given)
        : field.stamp
          ? stampingMember()
          : (given ?? field.fallback ?? null);
    if (value === null && field.required)
      throw new Error(`${shape.entity.name}.${property} is required but was not passed to insert().`);
    (row as Record<string, unknown>)[property] = value;
  }
  return row;
}

/** The statements that insert these rows, in their order. */
export function* insertionsOf(shape: TableShape, rows: readonly Row[]): Generator<RowInsertion> {
  const width = shape.columns.reduce((sum, { keyColumn }) => sum + (keyColumn ? 2 : 1), 0);
  for (const some of inPowersOfTwo(rows, Math.floor(mostBound / width))) {
    const columns: string[] = [];
    const values: Bindable[] = [];
    for (const row of some) {
      columns.length = 0;
      for (const column of shape.columns) assign(column, row, shape.dialect, columns, values);
    }
    const tenant = columns.indexOf(shape.tenant?.column ?? '');
    const places = `(${columns.map(() => '?').join(', ')})`;
    yield {
      sql: `INSERT INTO ${shape.quote(shape.table)} (${columns.map((name) => shape.quote(name)).join(', ')}) VALUES ${some.map(() => places).join(', ')}`,
      values,
      tenantAt:
        shape.declaration.tenancy === 'organization' ? some.map((_, index) => tenant + index * width) : [],
    };
  }
}

/** The values in parts whose lengths are powers of two, the longest first: few texts, which stay prepared, for any number. */
export function* inPowersOfTwo<V>(values: readonly V[], most: number): Generator<readonly V[]> {
  for (let at = 0; at < values.length;) {
    const size = 2 ** Math.floor(Math.log2(Math.min(most, values.length - at)));
    yield values.slice(at, at + size);
    at += size;
  }
}

function tenantOf(shape: TableShape, given: unknown): string {
  const scope = currentScope();
  const bound = boundOf(shape, scope);
  if (bound !== null) return bound;
  if (scope.kind === 'across' && typeof given === 'string') return given;
  throw new Error(
    `${shape.entity.name}: insert() needs an organization in scope; use asOrganization(id, …).`,
  );
}
