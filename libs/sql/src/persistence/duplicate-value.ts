import { alreadyExists } from '@keelson/kernel';
import { constraintOf } from './dialect.js';
import { uniqueTogether } from './entity-schema.js';
import { columnName, uniqueName } from './naming.js';
import type { TableShape } from './table-shape.js';

/** Names the fields behind the unique index that was hit; never the row that holds the values. */
export function duplicateValue(shape: TableShape, error: unknown): Error {
  const constraint = constraintOf(error);
  const tenant = shape.tenant ? [shape.tenant.column] : [];
  const own = shape.columns.find(
    (column) =>
      column.field.unique &&
      constraint === uniqueName(shape.table, [...tenant, column.keyColumn ?? column.column]),
  );
  const together = uniqueTogether(shape.entity).find(
    (properties) => constraint === uniqueName(shape.table, properties.map(columnName)),
  );
  const hit = own ? [own.property] : (together ?? []).filter((name) => columnName(name) !== tenant[0]);
  if (hit.length === 0) return alreadyExists({ detail: 'A row with these values already exists.' });
  return alreadyExists({
    detail: `Another ${shape.resource?.name ?? 'row'} already has this ${hit.join(' and ')}.`,
    errors: hit.map((name) => ({ pointer: `/${name}`, detail: 'is already in use' })),
  });
}
