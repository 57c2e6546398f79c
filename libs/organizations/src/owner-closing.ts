import {
  acrossOrganizations,
  asOrganization,
  InjectStore,
  notFound,
  wrongState,
  type Store,
} from '@keelson/kernel';
import { Injectable } from '@nestjs/common';
import { Member } from './member.entity.js';
import { notAnOwner } from './members.errors.js';
import { Organization } from './organization.entity.js';
import { OrganizationLifecycle } from './organization-lifecycle.js';
import { closedByOperator } from './organizations.errors.js';
import { OrganizationsSettings } from './organizations.settings.js';

/** Most owners that are told. */
const mostOwners = 100;

/** What the owners of an organization are told. */
export interface OwnersNotice {
  /** Users, not members. */
  readonly ownerIds: readonly string[];
  readonly organization: string;
  /** When the data is deleted, unless it is resumed before. */
  readonly deletedAt: Date;
}

/** Closing at the wish of an owner, and taking that back. Each needs a transaction. */
@Injectable()
export class OwnerClosing {
  constructor(
    @InjectStore(Organization) private readonly organizations: Store<Organization>,
    @InjectStore(Member) private readonly members: Store<Member>,
    private readonly lifecycle: OrganizationLifecycle,
    private readonly settings: OrganizationsSettings,
  ) {}

  /** @throws DomainError `members.not_an_owner`, `wrong_state` */
  async close(organizationId: string, userId: string, reason: string): Promise<OwnersNotice> {
    if (!(await this.isOwner(organizationId, userId))) throw notAnOwner();
    await this.lifecycle.close(await this.lock(organizationId), reason);
    return this.notice(organizationId);
  }

  /**
   * Resumes what an owner has closed. What an operator has closed or suspended, only an operator resumes.
   * @throws DomainError `not_found` for a user who is not an owner, `wrong_state`, `organizations.closed_by_operator`,
   * `organizations.being_deleted`
   */
  async resume(organizationId: string, userId: string): Promise<OwnersNotice> {
    if (!(await this.isOwner(organizationId, userId))) throw notFound();
    const organization = await this.lock(organizationId);
    const { status, statusBy } = organization;
    if (status !== 'closed')
      throw wrongState({ detail: `The organization is ${status}; it must be closed.` });
    if (statusBy === null || !(await this.isOwner(organizationId, statusBy)))
      throw closedByOperator({ detail: 'Ask an operator of the installation to resume it.' });
    await this.lifecycle.resume(organization);
    return this.notice(organizationId);
  }

  /** Locked: ownership does not end meanwhile. */
  private isOwner(organizationId: string, userId: string): Promise<boolean> {
    return asOrganization(organizationId, async () => {
      const [found] = await this.members.find({ userId, role: 'owner', status: 'active' }, { limit: 1 });
      const [member] = found ? await this.members.lock([found.id]) : [];
      return member?.isOwner === true;
    });
  }

  private async lock(organizationId: string): Promise<Organization> {
    const [organization] = await acrossOrganizations('an owner closes or resumes an organization', () =>
      this.organizations.lock([organizationId]),
    );
    return organization as Organization;
  }

  private async notice(organizationId: string): Promise<OwnersNotice> {
    const { name, statusSince } = await this.lock(organizationId);
    const owners = await asOrganization(organizationId, () =>
      this.members.find({ role: 'owner', status: 'active' }, { limit: mostOwners }),
    );
    return {
      ownerIds: owners.flatMap(({ userId }) => userId ?? []),
      organization: name,
      deletedAt: new Date((statusSince?.getTime() ?? 0) + this.settings.closedDays * 86_400_000),
    };
  }
}
