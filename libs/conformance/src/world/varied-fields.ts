import { FeatureRegistry, type ConcreteType, type FieldKind, type FieldSpec } from '@keelson/kernel';
import type { INestApplicationContext } from '@nestjs/common';
import { DataSource } from 'typeorm';

/** Kinds of fields that have a new value for each row, those with the most of them first. */
const kinds: readonly FieldKind[] = ['text', 'instant', 'amount', 'integer'];

/**
 * The names of the fields whose values must differ from row to row: those that are unique, and one of each index over
 * several columns that lets no two rows be alike in them.
 */
export function variedFields(
  application: INestApplicationContext,
  entity: ConcreteType,
): ReadonlySet<string> {
  const all = application.get(FeatureRegistry, { strict: false }).fieldsOf(entity);
  const fields = new Map(all.map((field) => [field.name, field]));
  const varied = new Set([...fields.values()].filter(({ unique }) => unique).map(({ name }) => name));
  const { indices, uniques } = application.get(DataSource, { strict: false }).getMetadata(entity);
  for (const { columns } of [...indices.filter(({ isUnique }) => isUnique), ...uniques]) {
    const names = columns.map(({ propertyName }) => propertyName);
    // The hidden column of a text that ignores case is called like it.
    if (names.some((name) => varied.has(name) || varied.has(name.replace(/Key$/, '')))) continue;
    const [first] = names
      .flatMap((name) => fields.get(name) ?? [])
      .filter((field) => kinds.includes(field.kind) && !field.schema.enum)
      .sort((one, other) => rank(one) - rank(other));
    if (first) varied.add(first.name);
  }
  return varied;
}

function rank({ kind }: FieldSpec): number {
  return kinds.indexOf(kind);
}
