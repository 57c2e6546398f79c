import type { FeatureRegistry } from '@keelson/kernel';
import { tableNameOf } from './entity-schema.js';

/** The tables that hold organizations' rows, with the column that says whose. */
export function tenantTablesOf(registry: FeatureRegistry): ReadonlyMap<string, string> {
  return new Map(
    registry.entities
      .filter((one) => one.tenancy === 'organization')
      .map((one) => [tableNameOf(one.entity).toLowerCase(), 'organization_id']),
  );
}
