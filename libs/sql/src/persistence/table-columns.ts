import { type FeatureRegistry, type FieldSpec } from '@keelson/kernel';
import type { QueryRunner } from 'typeorm';
import type { Engine } from './engine.js';
import { tableNameOf } from './entity-schema.js';
import { columnName, keyColumnName } from './naming.js';

/**
 * The columns that entities need and that their tables lack, or that refuse the null of an optional field, each in the
 * words of a migration: every write of such an entity would answer 500. A column that takes null where the field does
 * not is let pass: a later version may have made it so, and processes of this one must still start beside it.
 */
export async function columnFaults(
  runner: QueryRunner,
  { dialect }: Engine,
  registry: FeatureRegistry,
): Promise<string[]> {
  const schema = dialect === 'mysql' ? 'DATABASE()' : 'current_schema()';
  const rows = (await runner.query(
    `SELECT table_name AS at, column_name AS name, is_nullable AS optional FROM information_schema.columns WHERE table_schema = ${schema}`,
  )) as { at: string; name: string; optional: 'YES' | 'NO' }[];
  const found = new Map(
    rows.map(({ at, name, optional }) => [`${at}.${name}`.toLowerCase(), optional === 'YES']),
  );
  return registry.entities.flatMap(({ entity, fields }) => {
    const table = tableNameOf(entity).toLowerCase();
    return fields.flatMap((field) =>
      columnsOf(field).flatMap(({ name, words }) => {
        const takesNull = found.get(`${table}.${name}`);
        const [whose, line] = [`${entity.name}.${field.name}`, `${name}: column.${words}`];
        if (takesNull === undefined) return [`"${table}" has no column for ${whose} (${line})`];
        return takesNull || field.required
          ? []
          : [`"${table}.${name}" does not allow null, but ${whose} is optional (${line})`];
      }),
    );
  });
}

interface Wanted {
  readonly name: string;
  /** How a migration calls it, after `column.`. */
  readonly words: string;
}

function columnsOf(field: FieldSpec): Wanted[] {
  const { length = 255, required, unique } = field;
  const presence = required ? [] : ['{ optional: true }'];
  const name = columnName(field.name);
  return [
    { name, words: `${wordOf(field)}(${[...lengthOf(field), ...presence].join(', ')})` },
    ...(unique === 'ignore-case'
      ? [{ name: keyColumnName(field.name), words: `key(${[length, ...presence].join(', ')})` }]
      : []),
  ];
}

function wordOf({ kind, schema }: FieldSpec): string {
  if (kind !== 'text') return kind;
  if (schema.enum) return 'oneOf';
  return schema.format === 'email' ? 'email' : 'text';
}

/** The length, where the word takes one and has no other in mind. */
function lengthOf(field: FieldSpec): number[] {
  const { length = 255, required } = field;
  const word = wordOf(field);
  if (word === 'text') return [length];
  const isTold = word === 'state' ? length !== 16 : word === 'oneOf' && (length !== 16 || !required);
  return isTold ? [length] : [];
}
