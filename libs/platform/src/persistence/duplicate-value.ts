import { alreadyExists } from '@keelson/kernel';
import { constraintOf } from './dialect.js';
import { uniqueName } from './naming.js';
import type { TableShape } from './table-shape.js';

/** Names the field behind the unique index that was hit; never the row that holds the value. */
export function duplicateValue(shape: TableShape, error: unknown): Error {
  const constraint = constraintOf(error);
  const tenant = shape.tenant ? [shape.tenant.column] : [];
  const hit = shape.columns.find(
    (column) =>
      column.field.unique &&
      constraint === uniqueName(shape.table, [...tenant, column.keyColumn ?? column.column]),
  );
  return alreadyExists(
    hit
      ? {
          detail: `Another ${shape.resource?.name ?? 'row'} has this ${hit.property}.`,
          errors: [{ pointer: `/${hit.property}`, detail: 'is taken' }],
        }
      : { detail: 'A row with these values exists already.' },
  );
}
