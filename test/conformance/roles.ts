import type { FeatureRegistry } from '@keelson/kernel';

/** Roles with exactly some permissions, which the application's three roles are not. */
export class Roles {
  private readonly made = new Map<string, { readonly role: string; readonly permissions: Set<string> }>();

  constructor(registry: FeatureRegistry) {
    const usual = registry.permissionsOfRole.bind(registry);
    registry.permissionsOfRole = (role) =>
      [...this.made.values()].find((one) => one.role === role)?.permissions ?? usual(role);
  }

  /** The name of the role that has these permissions and no other. */
  of(permissions: readonly string[]): string {
    const key = [...permissions].sort().join(' ');
    let found = this.made.get(key);
    if (!found)
      this.made.set(key, (found = { role: `role-${this.made.size}`, permissions: new Set(permissions) }));
    return found.role;
  }
}
