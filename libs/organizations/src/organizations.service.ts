import { acrossOrganizations, InjectStore, type Store } from '@keelson/kernel';
import { InstallationAudit } from '@keelson/operations';
import { Injectable, Logger } from '@nestjs/common';
import type { Member, MemberRole } from './member.entity.js';
import { Members, type Person } from './members.js';
import { OrganizationLifecycle } from './organization-lifecycle.js';
import { Organization, type OrganizationStatus } from './organization.entity.js';

/** An organization as one of its members sees it. */
export interface OwnOrganization {
  readonly id: string;
  readonly name: string;
  readonly role: MemberRole;
  /** Id of the user's member there. */
  readonly memberId: string;
  readonly status: OrganizationStatus;
  readonly statusReason: string | null;
}

/** What other features may do with organizations. */
@Injectable()
export class OrganizationsService {
  private readonly logger = new Logger('Organizations');

  constructor(
    @InjectStore(Organization) private readonly organizations: Store<Organization>,
    private readonly members: Members,
    private readonly lifecycle: OrganizationLifecycle,
    private readonly audit: InstallationAudit,
  ) {}

  /**
   * Makes an organization that `owner` owns; needs a transaction.
   * @param id where it must be known beforehand: the sample organization's
   * @throws DomainError `organizations.too_many`
   */
  async create(name: string, owner: Person, id?: string): Promise<Organization> {
    // It belongs to no organization yet, least of all to the one that the creator's token is bound to.
    const organization = await acrossOrganizations('creates an organization', () =>
      this.organizations.insert({ name, ...(id && { id }) }),
    );
    await this.members.add(organization.id, owner, { role: 'owner' });
    return organization;
  }

  /** Why nobody works in an organization now, for them to read; null while it is active. */
  async whyStopped(organizationId: string): Promise<string | null> {
    const [found] = await acrossOrganizations('finds out whether an organization is active', () =>
      this.organizations.find({ id: organizationId }, { limit: 1 }),
    );
    if (!found) return 'The organization no longer exists.';
    return found.isActive ? null : whyStopped(found);
  }

  /**
   * Ends the memberships of a user whose account ends; needs a transaction. An organization with no other person is
   * closed. One with other people stays as it is; without another owner, operators learn that it needs one.
   */
  async endMemberships(userId: string): Promise<void> {
    for (const owner of await this.members.endAll(userId)) {
      if (owner.accountEndedAt) await this.reportOwnerless(owner, userId);
      else if (!(await this.members.hasPeople(owner.organizationId)))
        await this.closeEmpty(owner.organizationId);
    }
  }

  private async reportOwnerless({ organizationId, accountEndedAt }: Member, userId: string): Promise<void> {
    await this.audit.record({
      subjectType: 'organization',
      subjectId: organizationId,
      changes: {
        lastOwnerId: { before: userId, after: userId },
        lastOwnerAccountEndedAt: { before: null, after: accountEndedAt },
      },
    });
    this.logger.warn(
      `The account of the last owner of organization ${organizationId} was closed, so no one can act as an owner. Run: keelson organizations make-owner ${organizationId} <userId>`,
    );
  }

  private async closeEmpty(organizationId: string): Promise<void> {
    const [organization] = await acrossOrganizations('closes an organization that has no people left', () =>
      this.organizations.lock([organizationId]),
    );
    if (organization?.status === 'active' || organization?.status === 'suspended')
      await this.lifecycle.close(organization, 'Its last member has left.');
  }

  /** The organizations of a user with the role in each, the oldest membership first. */
  async of(userId: string): Promise<OwnOrganization[]> {
    const members = await this.members.of(userId);
    const rows = await acrossOrganizations('lists the organizations that a user can act for', () =>
      this.organizations.find({ id: members.map(({ organizationId }) => organizationId) }),
    );
    const byId = new Map(rows.map((row) => [row.id, row]));
    // One that was deleted meanwhile is nobody's.
    return members.flatMap(({ id: memberId, organizationId, role }) => {
      const row = byId.get(organizationId);
      if (!row) return [];
      const { id, name, status, statusReason } = row;
      return [{ id, name, role, memberId, status, statusReason }];
    });
  }
}

/** `The organization "Engines" is suspended: The invoice of March is unpaid.` */
export function whyStopped({
  name,
  status,
  statusReason,
}: Pick<OwnOrganization, 'name' | 'status' | 'statusReason'>): string {
  return `The organization "${name}" is ${status}${statusReason ? `: ${statusReason}` : '.'}`;
}
