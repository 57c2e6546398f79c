import {
  currentOrganizationId,
  Fails,
  FeatureRegistry,
  Found,
  GateWithin,
  InjectStore,
  Input,
  isNamed,
  ResourceController,
  validationFailed,
  type Store,
} from '@keelson/kernel';
import { AccessControl } from '@keelson/access';
import { Turns } from '@keelson/sql';
import { Grants } from './grants.js';
import { LapsedInvitations } from './lapsed-invitations.js';
import { Member } from './member.entity.js';
import { beyondYourOwn, roleInUse, tooManyRoles } from './members.errors.js';
import { MembersSettings } from './members.settings.js';
import { PresentRights } from './present-rights.js';
import { Role } from './role.entity.js';
import { roles } from './role.resource.js';

type RoleInput = Pick<Role, 'name' | 'description' | 'permissions'>;

@ResourceController(roles)
export class RolesController {
  constructor(
    @InjectStore(Role) private readonly store: Store<Role>,
    @InjectStore(Member) private readonly members: Store<Member>,
    private readonly grants: Grants,
    private readonly lapsed: LapsedInvitations,
    private readonly registry: FeatureRegistry,
    private readonly access: AccessControl,
    private readonly turns: Turns,
    private readonly settings: MembersSettings,
  ) {}

  @GateWithin(PresentRights)
  @Fails(beyondYourOwn, tooManyRoles)
  async create(@Input() input: RoleInput): Promise<Role> {
    this.refuseUnknown(input.permissions);
    this.grants.checkPermissions(input.permissions);
    await this.turns.take(`roles:${currentOrganizationId()}`);
    if ((await this.store.count({})) >= this.settings.mostRoles)
      throw tooManyRoles({
        detail: `An organization can have at most ${this.settings.mostRoles} roles; remove one first.`,
      });
    return this.store.insert(input);
  }

  @GateWithin(PresentRights)
  @Fails(beyondYourOwn)
  async update(@Found() role: Role, @Input() changes: RoleInput): Promise<Role> {
    const { name, description, permissions } = changes;
    Object.assign(role, { name, description });
    if (!isNamed(changes, 'permissions')) return role;
    const added = permissions.filter((one) => !role.permissions.includes(one));
    this.refuseUnknown(added, permissions);
    // What the caller lacks may stay or be taken away; it must not be added.
    this.grants.checkPermissions(added);
    const isLess = role.permissions.some((one) => !permissions.includes(one));
    Object.assign(role, { permissions });
    if (isLess) await this.lapsed.revokeOfHolders(role);
    await this.access.changed({ subject: 'organization', id: currentOrganizationId() });
    return role;
  }

  /** The row is locked, and so is it by whoever gives the role: no one can give it meanwhile. */
  @GateWithin(PresentRights)
  @Fails(roleInUse)
  async remove(@Found() role: Role): Promise<void> {
    const holders = await this.members.count({ roleId: role.id });
    if (holders > 0)
      throw roleInUse({
        detail: `${holders === 1 ? 'One member has' : `${holders} members have`} the role; assign another role first.`,
      });
    await this.store.remove(role);
  }

  private refuseUnknown(names: readonly string[], listed = names): void {
    const { grantablePermissions } = this.registry;
    const errors = names
      .filter((name) => !grantablePermissions.has(name))
      .map((name) => ({
        pointer: `/permissions/${listed.indexOf(name)}`,
        detail: 'is not a permission that a role can contain; see GET /v1/permissions',
      }));
    if (errors.length > 0)
      throw validationFailed({ detail: 'The role is not valid; see errors.', errors: errors.slice(0, 50) });
  }
}
