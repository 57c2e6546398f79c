import { type FeatureRegistry, type FieldSpec } from '@keelson/kernel';
import { inspect } from 'node:util';
import type { QueryRunner } from 'typeorm';
import type { Engine } from './engine.js';
import { tableNameOf } from './entity-schema.js';
import { columnName, keyColumnName } from './naming.js';

/**
 * The columns that entities need and that their tables lack, that refuse the null of an optional field, or that have no
 * default where one is declared, each in the words of a migration: every write of such an entity would answer 500. A column
 * that takes null where the field does not is let pass: a later version may have made it so, and processes of this one must
 * still start beside it.
 */
export async function columnFaults(
  runner: QueryRunner,
  { dialect }: Engine,
  registry: FeatureRegistry,
): Promise<string[]> {
  const schema = dialect === 'mysql' ? 'DATABASE()' : 'current_schema()';
  const rows = (await runner.query(
    `SELECT table_name AS at, column_name AS name, is_nullable AS optional, column_default AS usual FROM information_schema.columns WHERE table_schema = ${schema}`,
  )) as { at: string; name: string; optional: 'YES' | 'NO'; usual: string | null }[];
  const found = new Map(
    rows.map(({ at, name, optional, usual }) => [
      `${at}.${name}`.toLowerCase(),
      { takesNull: optional === 'YES', hasDefault: usual !== null },
    ]),
  );
  return registry.entities.flatMap(({ entity, fields }) => {
    const table = tableNameOf(entity).toLowerCase();
    return fields.flatMap((field) =>
      columnsOf(field).flatMap(({ name, words }) => {
        const present = found.get(`${table}.${name}`);
        const [whose, line] = [`${entity.name}.${field.name}`, `${name}: column.${words}`];
        if (!present) return [`"${table}" has no column for ${whose} (${line})`];
        if (!present.takesNull && !field.required)
          return [`"${table}.${name}" does not allow null, but ${whose} is optional (${line})`];
        return present.takesNull || present.hasDefault || field.columnDefault === undefined
          ? []
          : [`"${table}.${name}" has no default, but ${whose} declares one (${line})`];
      }),
    );
  });
}

/** The names of the columns that fields need. */
export function wantedColumns(fields: readonly FieldSpec[]): ReadonlySet<string> {
  return new Set(fields.flatMap((field) => columnsOf(field).map(({ name }) => name)));
}

interface Wanted {
  readonly name: string;
  /** How a migration calls it, after `column.`. */
  readonly words: string;
}

function columnsOf(field: FieldSpec): Wanted[] {
  const { length = 255, required, unique, columnDefault } = field;
  const usual = columnDefault === undefined ? [] : [`{ default: ${inspect(columnDefault)} }`];
  const presence = required ? usual : ['{ optional: true }'];
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
  const { length = 255, required, columnDefault } = field;
  const word = wordOf(field);
  if (word === 'text') return [length];
  const isPlain = required && columnDefault === undefined;
  const mayBeTold = word === 'state' || word === 'oneOf';
  return mayBeTold && (length !== 16 || !isPlain) ? [length] : [];
}
