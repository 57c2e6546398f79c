import type { FeatureRegistry } from '@keelson/kernel';
import type { QueryRunner } from 'typeorm';
import type { Engine } from './engine.js';
import { tableNameOf } from './entity-schema.js';
import type { KnownTables } from './reading/reading.js';

/** The column that says whose a row is. */
const tenant = 'organization_id';

/** A table of the application's schema, as the database has it. */
export interface TableFound {
  /** In lower case. */
  readonly name: string;
  readonly tenanted: boolean;
}

/** The tables of the schema, without its views. */
export async function tablesOf(runner: QueryRunner, { dialect }: Engine): Promise<readonly TableFound[]> {
  const schema = dialect === 'mysql' ? 'DATABASE()' : 'current_schema()';
  const rows = (await runner.query(
    `SELECT table_name AS name FROM information_schema.tables WHERE table_schema = ${schema} AND table_type = 'BASE TABLE'`,
  )) as { name: string }[];
  const tenanted = (await runner.query(
    `SELECT table_name AS name FROM information_schema.columns WHERE table_schema = ${schema} AND column_name = '${tenant}'`,
  )) as { name: string }[];
  const names = new Set(tenanted.map(({ name }) => name));
  return rows.map(({ name }) => ({ name: name.toLowerCase(), tenanted: names.has(name) }));
}

/**
 * Sorts the tables for the gateway. Tenants' are those of entities that say so, and any other with `organization_id`,
 * unless an entity on it says that it belongs to no organization.
 */
export function knownTables(tables: readonly TableFound[], registry: FeatureRegistry): KnownTables {
  const declared = new Map(
    registry.entities.map(({ entity, tenancy }) => [tableNameOf(entity).toLowerCase(), tenancy]),
  );
  const belongs = ({ name, tenanted }: TableFound) =>
    declared.has(name) ? declared.get(name) === 'organization' : tenanted;
  return {
    tenants: new Map(tables.filter((table) => belongs(table)).map(({ name }) => [name, tenant])),
    others: new Set(tables.filter((table) => !belongs(table)).map(({ name }) => name)),
  };
}
