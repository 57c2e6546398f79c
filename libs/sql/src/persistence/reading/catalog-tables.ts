import type { Dialect } from '../engine.js';

/** The system's tables that a statement may read anywhere, by schema: they describe the schema, and show nobody's rows. */
const known: Readonly<Record<Dialect, Readonly<Record<string, ReadonlySet<string>>>>> = {
  postgres: {
    information_schema: names(
      'tables columns schemata sequences table_constraints key_column_usage constraint_column_usage referential_constraints check_constraints',
    ),
    pg_catalog: names(
      'pg_class pg_namespace pg_attribute pg_attrdef pg_type pg_enum pg_index pg_indexes pg_constraint pg_description pg_collation pg_am pg_tables pg_extension pg_opclass',
    ),
  },
  mysql: {
    information_schema: names(
      'tables columns schemata statistics table_constraints key_column_usage referential_constraints check_constraints collations character_sets',
    ),
  },
};

/** @param schema null for a name that stands alone: PostgreSQL finds its own catalog first */
export function isCatalogTable(schema: string | null, name: string, dialect: Dialect): boolean {
  if (dialect === 'mysql') return known.mysql[schema?.toLowerCase() ?? '']?.has(name.toLowerCase()) ?? false;
  return known.postgres[schema ?? 'pg_catalog']?.has(name) ?? false;
}

function names(list: string): ReadonlySet<string> {
  return new Set(list.split(' '));
}
