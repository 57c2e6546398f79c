import { keyLength, type FieldKind } from '@keelson/kernel';
import { Table, TableColumn, type QueryRunner } from 'typeorm';
import { columnTypeOf } from './column-types.js';
import { withPlaceholders } from './dialect.js';
import type { Engine } from './engine.js';
import { wantIndex } from './index-builds.js';
import { indexName, listIndexColumns, uniqueName } from './naming.js';

/** A column of a migration; it says what the entity's field said on that day, and never imports the entity. */
export interface MigrationColumn {
  readonly kind: FieldKind | 'bytes';
  readonly length?: number;
  readonly optional?: true;
  /** For a required column that is added to a table that stands: what rows have that are there, or that older versions insert. */
  readonly default?: string | number | boolean;
}

/** Whether a column takes null, or what rows have that are there already. */
type Presence = Pick<MigrationColumn, 'optional' | 'default'>;

const of =
  (kind: FieldKind) =>
  (presence: Presence = {}): MigrationColumn => ({ kind, ...presence });

/** The portable column types, one a field decorator. */
export const column = {
  id: of('id'),
  integer: of('integer'),
  amount: of('amount'),
  instant: of('instant'),
  flag: of('flag'),
  reference: of('reference'),
  json: of('json'),
  list: of('list'),
  /** @param length most code points */
  text: (length: number, presence: Presence = {}): MigrationColumn => ({ kind: 'text', length, ...presence }),
  /** An address of at most 254 characters (RFC 5321). */
  email: (presence: Presence = {}): MigrationColumn => ({ kind: 'text', length: 254, ...presence }),
  currency: (presence: Presence = {}): MigrationColumn => ({ kind: 'text', length: 3, ...presence }),
  /** @param length of the longest value; 16 at least, as the field has it */
  oneOf: (length = 16, presence: Presence = {}): MigrationColumn => ({ kind: 'text', length, ...presence }),
  /** The hidden column behind a `unique: 'ignore-case'` field of at most `length` code points. */
  key: (length: number, presence: Presence = {}): MigrationColumn => ({
    kind: 'text',
    length: keyLength(length),
    ...presence,
  }),
  state: (length = 16, presence: Presence = {}): MigrationColumn => ({ kind: 'state', length, ...presence }),
  /** Up to 16 MiB; for tables without an entity. */
  bytes: (): MigrationColumn => ({ kind: 'bytes' }),
} as const;

/** The columns that every row has, and the one that says whose it is. */
export function rowColumns(tenancy: 'organization' | 'user' | 'system'): Record<string, MigrationColumn> {
  return {
    id: column.id(),
    version: column.integer(),
    created_at: column.instant(),
    updated_at: column.instant(),
    ...(tenancy === 'organization' && { organization_id: column.id() }),
    ...(tenancy === 'user' && { user_id: column.id() }),
  };
}

/** The indexes of a resource's list, for an organization's table unless said otherwise; columns by name. */
export function listIndexes(list: {
  readonly filter?: readonly string[];
  readonly sort: readonly string[];
  readonly tenant?: 'organization_id' | 'user_id' | null;
}): readonly (readonly string[])[] {
  return listIndexColumns(
    list.tenant === undefined ? 'organization_id' : list.tenant,
    list.filter ?? [],
    list.sort,
  );
}

export interface TableDefinition {
  readonly columns: Readonly<Record<string, MigrationColumn>>;
  /** Columns of each index; a unique one goes to `uniques`. */
  readonly indexes?: readonly (readonly string[])[];
  readonly uniques?: readonly (readonly string[])[];
  /** `id` unless said otherwise. */
  readonly primary?: readonly string[];
}

/** Creates a table with its indexes, on either engine. */
export async function createTable(
  runner: QueryRunner,
  name: string,
  definition: TableDefinition,
): Promise<void> {
  const primary = definition.primary ?? ['id'];
  await runner.createTable(
    new Table({
      name,
      columns: Object.entries(definition.columns).map(([title, one]) => ({
        name: title,
        ...columnTypeOf(one.kind, one.length, engineOf(runner)),
        isNullable: Boolean(one.optional),
        isPrimary: primary.includes(title),
      })),
      indices: [
        ...(definition.indexes ?? []).map((columns) => ({
          name: indexName(name, columns),
          columnNames: [...columns],
        })),
        ...(definition.uniques ?? []).map((columns) => ({
          name: uniqueName(name, columns),
          columnNames: [...columns],
          isUnique: true,
        })),
      ],
    }),
  );
}

/**
 * Adds an index to a table that stands. If the table has rows, the index is built right after the migration, while the table
 * can be written; a build that is cut off is repeated at the next start.
 */
export function createIndex(runner: QueryRunner, table: string, columns: readonly string[]): Promise<void> {
  const name = indexName(table, columns);
  return wantIndex(runner, engineOf(runner), { name, table, columns, isUnique: false });
}

/**
 * Lets no two rows of a table that stands agree in these columns; built as by {@link createIndex}. If two do, the start fails
 * after the migration: have an earlier one make them differ, and keep older versions from writing such rows.
 */
export function createUnique(runner: QueryRunner, table: string, columns: readonly string[]): Promise<void> {
  const name = uniqueName(table, columns);
  return wantIndex(runner, engineOf(runner), { name, table, columns, isUnique: true });
}

/** Ends {@link createUnique}, or a `uniques` of {@link createTable}. */
export async function dropUnique(
  runner: QueryRunner,
  table: string,
  columns: readonly string[],
): Promise<void> {
  await runner.dropIndex(table, uniqueName(table, columns));
}

/** Adds a column to a table that stands. @throws Error unless it is optional or has a default, since there may be rows */
export async function addColumn(
  runner: QueryRunner,
  table: string,
  name: string,
  added: MigrationColumn,
): Promise<void> {
  if (!added.optional && added.default === undefined)
    throw new Error(
      `${table}.${name}: a column added to an existing table must be optional or have a default.`,
    );
  const type = columnTypeOf(added.kind, added.length, engineOf(runner));
  const default_ = added.default === undefined ? {} : { default: literal(added.default, engineOf(runner)) };
  await runner.addColumn(
    table,
    new TableColumn({ name, ...type, ...default_, isNullable: Boolean(added.optional) }),
  );
}

/**
 * Drops a column of a table that stands, after the indexes that it is part of. Versions of the application that use it fail:
 * let the migration say so, see `BreakingMigration`.
 */
export async function dropColumn(runner: QueryRunner, table: string, name: string): Promise<void> {
  const found = await runner.getTable(table);
  if (!found?.findColumnByName(name)) throw new Error(`${table} has no column "${name}".`);
  // MySQL would keep such an index without the column, and PostgreSQL calls that of a unique constraint by another name.
  for (const one of found.uniques.filter(({ columnNames }) => columnNames.includes(name)))
    await runner.dropUniqueConstraint(table, one);
  for (const one of found.indices.filter(({ columnNames }) => columnNames.includes(name)))
    await runner.dropIndex(table, one);
  await runner.dropColumn(table, name);
}

/** A default as SQL has it. */
function literal(value: string | number | boolean, { dialect }: Engine): string {
  if (typeof value === 'boolean' && dialect === 'mysql') return value ? '1' : '0';
  if (typeof value !== 'string') return String(value);
  const text = value.replaceAll("'", "''");
  return `'${dialect === 'mysql' ? text.replaceAll('\\', '\\\\') : text}'`;
}

/** Lets a column of a table that stands take no null any more; every row must have a value by now. */
export function requireColumn(runner: QueryRunner, table: string, name: string): Promise<void> {
  return changePresence(runner, table, name, false);
}

/** Lets a column of a table that stands take null. */
export function optionalColumn(runner: QueryRunner, table: string, name: string): Promise<void> {
  return changePresence(runner, table, name, true);
}

async function changePresence(
  runner: QueryRunner,
  table: string,
  name: string,
  isNullable: boolean,
): Promise<void> {
  const found = (await runner.getTable(table))?.findColumnByName(name);
  if (!found) throw new Error(`${table} has no column "${name}".`);
  const changed = found.clone();
  changed.isNullable = isNullable;
  await runner.changeColumn(table, found, changed);
}

/** A statement of a migration with `?` for its values, on either engine. @returns the rows that it reads */
export async function portableQuery<T>(
  runner: QueryRunner,
  sql: string,
  values: readonly unknown[] = [],
): Promise<T[]> {
  return (await runner.query(withPlaceholders(engineOf(runner).dialect, sql), [...values])) as T[];
}

const engines = new WeakMap<object, Engine>();

/** Notes which engine a data source talks to, for the migrations that will run on it. */
export function noteEngine(driver: object, engine: Engine): void {
  engines.set(driver, engine);
}

/** The engine behind a migration. @throws Error when the data source isn't the platform's */
export function engineOf(runner: QueryRunner): Engine {
  const engine = engines.get((runner.dataSource.options as { driver?: object }).driver ?? {});
  if (!engine) throw new Error('This migration runs on a data source that the platform did not open.');
  return engine;
}
