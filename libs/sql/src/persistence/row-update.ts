import type { EventDefinition, Row } from '@keelson/kernel';
import type { Bindable } from './database.js';
import { grouped } from './grouped.js';
import { paddedToPowerOfTwo, type Fragment } from './predicate-sql.js';
import { comparable, imageOf, type RowImage } from './row-image.js';
import { mostBound, writtenByStore } from './row-insertion.js';
import { stampsOfChange } from './stamps.js';
import { assign, type ColumnShape, type TableShape } from './table-shape.js';

/** How a row differs from what was read. */
export interface RowChange<T extends Row> {
  readonly row: T;
  readonly before: RowImage;
  readonly after: RowImage;
  /** The columns that differ; none where only an event is to be recorded. */
  readonly changed: readonly ColumnShape[];
  readonly emits: EventDefinition | null;
}

/** An UPDATE of some rows at the versions that were read: what it sets, and which rows. */
export interface RowUpdate<T extends Row> {
  readonly changes: readonly RowChange<T>[];
  readonly set: Fragment;
  readonly target: Fragment;
}

/**
 * @param before what the row held when it was read
 * @returns null when there is nothing to write
 * @throws Error when a field changes that must not, or a required one is null
 */
export function changeOf<T extends Row>(
  shape: TableShape,
  row: T,
  before: RowImage,
  emits: EventDefinition | null,
): RowChange<T> | null {
  const given = imageOf(row, shape);
  const written = differing(shape, before, given).filter(({ field }) => field.stamp !== 'updated');
  if (written.length === 0 && !emits) return null;
  const stamps = stampsOfChange(shape);
  Object.assign(row, stamps);
  const after = { ...given, ...stamps };
  const changed = differing(shape, before, after);
  for (const { property, field } of changed) {
    if (property === 'organizationId' || property === 'userId')
      throw new Error(`${shape.entity.name}.${property} cannot change.`);
    if (field.stamp === 'created')
      throw new Error(`${shape.entity.name}.${property} is written by the store and cannot change.`);
    if (field.required && after[property] === null)
      throw new Error(`${shape.entity.name}.${property} is required but was set to null.`);
  }
  return { row, before, after, changed, emits };
}

function differing(shape: TableShape, before: RowImage, after: RowImage): ColumnShape[] {
  return shape.columns.filter(
    ({ property }) =>
      !writtenByStore.has(property) && comparable(before[property]) !== comparable(after[property]),
  );
}

/** The statements that write these changes: one for all rows that differ in the same columns, within the bound of its values. */
export function* updatesOf<T extends Row>(
  shape: TableShape,
  changes: readonly RowChange<T>[],
  updatedAt: Date,
): Generator<RowUpdate<T>> {
  const alike = grouped(changes, ({ changed }) => changed.map(({ column }) => column).join());
  for (const group of alike.values()) {
    const most = mostTogether(group[0] as RowChange<T>);
    for (let at = 0; at < group.length; at += most) {
      const some = group.slice(at, at + most);
      yield some.length === 1
        ? ofOne(shape, some[0] as RowChange<T>, updatedAt)
        : ofMany(shape, some, updatedAt);
    }
  }
}

function ofOne<T extends Row>(shape: TableShape, change: RowChange<T>, updatedAt: Date): RowUpdate<T> {
  const { columns, values } = assigned(shape, change);
  const version = versionOf(change);
  return {
    changes: [change],
    set: {
      sql: [...columns, 'version', 'updated_at'].map((name) => `${shape.quote(name)} = ?`).join(', '),
      values: [...values, version + 1, updatedAt],
    },
    target: {
      sql: `${shape.quote('id')} = ? AND ${shape.quote('version')} = ?`,
      values: [change.row.id, version],
    },
  };
}

/** Each row's value is chosen by its id. The column itself comes last, which tells PostgreSQL the type of the others. */
function ofMany<T extends Row>(
  shape: TableShape,
  changes: readonly RowChange<T>[],
  updatedAt: Date,
): RowUpdate<T> {
  const padded = paddedToPowerOfTwo(changes);
  const id = shape.quote('id');
  const version = shape.quote('version');
  const choice = (otherwise: string) =>
    `CASE ${id} ${padded.map(() => 'WHEN ? THEN ?').join(' ')} ELSE ${otherwise} END`;
  const assignments = padded.map((change) => ({ id: change.row.id, ...assigned(shape, change) }));
  const { columns = [] } = assignments[0] ?? {};
  return {
    changes,
    set: {
      sql: [
        ...columns.map((name) => `${shape.quote(name)} = ${choice(shape.quote(name))}`),
        `${version} = ${version} + 1`,
        `${shape.quote('updated_at')} = ?`,
      ].join(', '),
      values: [
        ...columns.flatMap((_, at) => assignments.flatMap((one) => [one.id, one.values[at] ?? null])),
        updatedAt,
      ],
    },
    target: {
      sql: `${id} IN (${padded.map(() => '?').join(', ')}) AND ${version} = ${choice('0')}`,
      values: [
        ...padded.map(({ row }) => row.id),
        ...padded.flatMap((change) => [change.row.id, versionOf(change)]),
      ],
    },
  };
}

/** The ids three times at most, the version, and two values for each column: a power of two, for few texts. */
function mostTogether({ changed }: RowChange<Row>): number {
  const width = 3 + 2 * changed.reduce((sum, { keyColumn }) => sum + (keyColumn ? 2 : 1), 0);
  return 2 ** Math.floor(Math.log2(mostBound / (width + 1)));
}

function assigned(
  shape: TableShape,
  { row, changed }: RowChange<Row>,
): { columns: string[]; values: Bindable[] } {
  const columns: string[] = [];
  const values: Bindable[] = [];
  for (const column of changed) assign(column, row, shape.dialect, columns, values);
  return { columns, values };
}

function versionOf({ before }: RowChange<Row>): number {
  return before['version'] as number;
}
