import type { FeatureRegistry } from '@keelson/kernel';

/** The roles of an organization. */
const roles = ['owner', 'admin', 'member'] as const;

/** The roles that have a permission. */
export function rolesWith(permission: string, registry: FeatureRegistry): readonly string[] {
  return roles.filter((role) => registry.permissionsOfRole(role).has(permission));
}
