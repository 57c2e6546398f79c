import { acrossOrganizations, InjectStore, type Store } from '@keelson/kernel';
import { Injectable } from '@nestjs/common';
import type { MemberRole } from './member.entity.js';
import { Members, type Person } from './members.js';
import { Organization } from './organization.entity.js';

/** An organization as one of its members sees it. */
export interface OwnOrganization {
  readonly id: string;
  readonly name: string;
  readonly role: MemberRole;
  /** Id of the user's member there. */
  readonly memberId: string;
}

/** What other features may do with organizations. */
@Injectable()
export class OrganizationsService {
  constructor(
    @InjectStore(Organization) private readonly organizations: Store<Organization>,
    private readonly members: Members,
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

  /** The organizations of a user with the role in each, the oldest membership first. */
  async of(userId: string): Promise<OwnOrganization[]> {
    const members = await this.members.of(userId);
    const rows = await acrossOrganizations('lists the organizations that a user may act for', () =>
      this.organizations.find({ id: members.map(({ organizationId }) => organizationId) }),
    );
    const names = new Map(rows.map(({ id, name }) => [id, name]));
    return members.map(({ id, organizationId, role }) => ({
      id: organizationId,
      name: names.get(organizationId) ?? '',
      role,
      memberId: id,
    }));
  }
}
