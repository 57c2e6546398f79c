import {
  currentCaller,
  currentOrganizationId,
  InjectStore,
  permissionOf,
  referenceNotFound,
  validationFailed,
  type Caller,
  type Store,
} from '@keelson/kernel';
import { Injectable } from '@nestjs/common';
import type { GivenRole, Member } from './member.entity.js';
import { members } from './member.resource.js';
import { beyondYourOwn, notAnOwner } from './members.errors.js';
import { Role } from './role.entity.js';
import { Roles } from './roles.js';

/** Only owners hold it, and an API key of theirs that was given it. */
const dealWithOwners = permissionOf(members, 'transfer-ownership');

/** Names in one sentence. */
const mostNamed = 5;

/** Nobody gives more than they have. */
@Injectable()
export class Grants {
  constructor(
    @InjectStore(Role) private readonly made: Store<Role>,
    private readonly roles: Roles,
  ) {}

  /**
   * Whether the caller may give a role. A role that the organization made is locked: it must not go, nor come to allow
   * more, before it is given.
   * @throws DomainError `validation_failed`, `reference_not_found`, `members.not_an_owner`, `roles.beyond_your_own`
   */
  async check({ role, roleId = null }: GivenRole): Promise<void> {
    if (roleId !== null && role !== 'custom')
      throw validationFailed({
        detail: 'To assign one of the organization’s custom roles, set role to "custom".',
        errors: [{ pointer: '/roleId', detail: 'must be null unless role is custom' }],
      });
    if (role === 'owner') return this.checkOwners();
    if (roleId !== null) await this.lock(roleId);
    const organizationId = currentOrganizationId();
    this.checkPermissions([...(await this.roles.permissionsOf({ organizationId, role, roleId }))]);
  }

  /** Owners are changed and removed by owners only. @throws DomainError `members.not_an_owner` */
  checkTarget(member: Member): void {
    if (member.isOwner) this.checkOwners();
  }

  /** @throws DomainError `roles.beyond_your_own` */
  checkPermissions(names: readonly string[], caller: Caller = currentCaller()): void {
    const missing = names.filter((name) => !caller.can(name));
    if (missing.length > 0)
      throw beyondYourOwn({
        detail: `You do not have ${missing.slice(0, mostNamed).join(', ')}${missing.length > mostNamed ? ` and ${missing.length - mostNamed} more` : ''}.`,
      });
  }

  private checkOwners(): void {
    if (!currentCaller().can(dealWithOwners))
      throw notAnOwner({ detail: `This requires the permission ${dealWithOwners}, which only owners have.` });
  }

  private async lock(roleId: string): Promise<void> {
    try {
      await this.made.lock([roleId]);
    } catch (error) {
      if ((error as { code?: unknown }).code !== 'not_found') throw error;
      throw referenceNotFound({
        detail: 'The role was removed.',
        errors: [{ pointer: '/roleId', detail: 'refers to a role that was removed' }],
      });
    }
  }
}
