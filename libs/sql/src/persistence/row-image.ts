import type { TableShape } from './table-shape.js';

/** The values of a row at one moment, by property. */
export type RowImage = Readonly<Record<string, unknown>>;

/** What a row holds now. A list's elements are mutable; what was read must not change with them. */
export function imageOf(row: object, { columns }: Pick<TableShape, 'columns'>): RowImage {
  const image: Record<string, unknown> = {};
  for (const { property, field } of columns) {
    const value = (row as Record<string, unknown>)[property] ?? null;
    image[property] = field.kind === 'list' || field.kind === 'json' ? plain(value) : value;
  }
  return image;
}

function plain(value: unknown): unknown {
  return value === null ? null : (JSON.parse(JSON.stringify(value)) as unknown);
}

/** The same for values that are alike, however they are held. */
export function comparable(value: unknown): unknown {
  if (value instanceof Date) return value.getTime();
  return typeof value === 'object' && value !== null ? JSON.stringify(value) : value;
}

export function picked(image: RowImage, names: readonly string[]): Record<string, unknown> {
  return Object.fromEntries(names.map((name) => [name, image[name]]));
}
