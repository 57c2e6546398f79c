import type { FeatureRegistry } from '@keelson/kernel';
import { tableNameOf } from './entity-schema.js';
import { searchTable } from './search-index.js';

/** The tables that hold organizations' rows, with the column that says whose. */
export function tenantTablesOf(registry: FeatureRegistry): ReadonlyMap<string, string> {
  const entities = registry.entities.filter((one) => one.tenancy === 'organization');
  return new Map(
    [...entities.map((one) => tableNameOf(one.entity).toLowerCase()), searchTable].map((table) => [
      table,
      'organization_id',
    ]),
  );
}
