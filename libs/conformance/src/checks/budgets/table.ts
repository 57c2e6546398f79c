import type { FieldSpec, Resource } from '@keelson/kernel';
import { DataSource } from 'typeorm';
import type { Judged } from '../../judged.js';
import type { Subject } from '../../subject.js';

/** A column as the database has it. */
export interface Column {
  readonly name: string;
  /** As information_schema names the type: `uuid`, `character varying`, `datetime`. */
  readonly type: string;
  readonly length: number | null;
  readonly field: FieldSpec | undefined;
}

/** An index; the columns in their order. */
export interface Index {
  readonly name: string;
  readonly columns: readonly string[];
  readonly unique: boolean;
}

/** The table behind a resource, as it stands in the database. */
export interface Table {
  readonly resource: Resource;
  readonly name: string;
  readonly columns: readonly Column[];
  readonly indexes: readonly Index[];
  /** @throws Error when the entity has no such field */
  readonly columnOf: (field: FieldSpec) => Column;
}

/** Reads the table of a resource from the catalog. */
export async function readTable({ subject }: Judged, resource: Resource): Promise<Table> {
  const metadata = subject.application.get(DataSource, { strict: false }).getMetadata(resource.entity);
  const name = metadata.tableName;
  const fields = new Map(
    resource.fields.map((field) => [
      metadata.columns.find((column) => column.propertyName === field.name)?.databaseName,
      field,
    ]),
  );
  const rows = await subject.sql(
    `SELECT column_name AS name, data_type AS type, character_maximum_length AS length FROM information_schema.columns WHERE table_schema = ${schemaOf(subject)} AND table_name = ? ORDER BY ordinal_position`,
    [name],
  );
  const columns = rows.map((row) => ({
    name: String(row['name']),
    type: String(row['type']).toLowerCase(),
    length: row['length'] === null ? null : Number(row['length']),
    field: fields.get(String(row['name'])),
  }));
  return {
    resource,
    name,
    columns,
    indexes: await indexesOf(subject, name),
    columnOf: (field) => {
      const column = columns.find((one) => one.field?.name === field.name);
      if (!column) throw new Error(`The table ${name} has no column for "${field.name}".`);
      return column;
    },
  };
}

function schemaOf({ engine }: Subject): string {
  return engine === 'mysql' ? 'DATABASE()' : 'current_schema()';
}

async function indexesOf(subject: Subject, table: string): Promise<readonly Index[]> {
  const sql =
    subject.engine === 'mysql'
      ? 'SELECT index_name AS name, column_name AS col, non_unique AS plain FROM information_schema.statistics WHERE table_schema = DATABASE() AND table_name = ? ORDER BY index_name, seq_in_index'
      : `SELECT i.relname AS name, a.attname AS col, CASE WHEN x.indisunique THEN 0 ELSE 1 END AS plain
         FROM pg_index x JOIN pg_class i ON i.oid = x.indexrelid JOIN pg_class t ON t.oid = x.indrelid
         CROSS JOIN LATERAL unnest(x.indkey) WITH ORDINALITY AS k(attnum, place)
         JOIN pg_attribute a ON a.attrelid = t.oid AND a.attnum = k.attnum
         WHERE t.relname = ? AND t.relnamespace = current_schema()::regnamespace ORDER BY i.relname, k.place`;
  const found = new Map<string, { name: string; columns: string[]; unique: boolean }>();
  for (const row of await subject.sql(sql, [table])) {
    const name = String(row['name']);
    const index = found.get(name) ?? { name, columns: [], unique: Number(row['plain']) === 0 };
    index.columns.push(String(row['col']));
    found.set(name, index);
  }
  return [...found.values()];
}
