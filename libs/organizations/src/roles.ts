import { asOrganization, FeatureRegistry, InjectStore, type CallerParts, type Store } from '@keelson/kernel';
import { Injectable } from '@nestjs/common';
import type { Member } from './member.entity.js';
import { Role } from './role.entity.js';

/** What of a member says what it may do. */
type HeldRole = Pick<Member, 'organizationId' | 'role' | 'roleId'>;

/** Sets of permissions kept at hand: thousands of callers share few roles. */
const mostKept = 1_000;

/** What the roles of members allow. */
@Injectable()
export class Roles {
  private readonly kept = new Map<string, ReadonlySet<string>>();

  constructor(
    @InjectStore(Role) private readonly roles: Store<Role>,
    private readonly registry: FeatureRegistry,
  ) {}

  /** The permissions of a member, as the database has them now. */
  async permissionsOf(held: HeldRole): Promise<ReadonlySet<string>> {
    const [permissions] = await this.permissionsOfAll([held]);
    return permissions ?? new Set();
  }

  /** {@link permissionsOf} many of one organization, by one statement. @returns in their order */
  async permissionsOfAll(all: readonly HeldRole[]): Promise<ReadonlySet<string>[]> {
    const [first] = all;
    const ids = new Set(all.flatMap(({ role, roleId }) => (role === 'custom' && roleId ? [roleId] : [])));
    const rows =
      first && ids.size > 0
        ? await asOrganization(first.organizationId, () => this.roles.find({ id: [...ids] }))
        : [];
    const made = new Map(rows.map((row) => [row.id, row]));
    return all.map(({ role, roleId }) => {
      if (role !== 'custom' || roleId === null)
        return this.keep(role, () => this.registry.permissionsOfRole(role));
      const row = made.get(roleId);
      return row ? this.keep(`${row.id} ${row.version}`, () => this.granted(row.permissions)) : new Set();
    });
  }

  /**
   * The same for the account behind a member: what only a proven address gives is withheld from one whose is not. What a
   * caller is made with.
   */
  async rightsOf(
    member: HeldRole,
    isProven: boolean,
  ): Promise<Pick<CallerParts, 'permissions' | 'withheld' | 'isProven'>> {
    const all = await this.permissionsOf(member);
    if (isProven) return { permissions: all, isProven };
    const { provenOnlyPermissions } = this.registry;
    const withheld = new Set([...all].filter((name) => provenOnlyPermissions.has(name)));
    return { permissions: new Set([...all].filter((name) => !withheld.has(name))), withheld, isProven };
  }

  /** What a role gives of what it lists: a feature may be gone, or a permission have become the owners'. */
  granted(listed: readonly string[]): ReadonlySet<string> {
    const { grantablePermissions } = this.registry;
    return new Set(listed.filter((name) => grantablePermissions.has(name)));
  }

  private keep(key: string, make: () => ReadonlySet<string>): ReadonlySet<string> {
    const known = this.kept.get(key);
    if (known) return known;
    if (this.kept.size >= mostKept) this.kept.clear();
    const made = make();
    this.kept.set(key, made);
    return made;
  }
}
