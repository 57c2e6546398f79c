import { acrossOrganizations, InjectStore, type Store } from '@keelson/kernel';
import { Injectable } from '@nestjs/common';
import type { Role } from './membership.entity.js';
import { Memberships } from './memberships.js';
import { Organization } from './organization.entity.js';

/** An organization as one of its members sees it. */
export interface OwnOrganization {
  readonly id: string;
  readonly name: string;
  readonly role: Role;
}

/** What other features may do with organizations. */
@Injectable()
export class OrganizationsService {
  constructor(
    @InjectStore(Organization) private readonly organizations: Store<Organization>,
    private readonly memberships: Memberships,
  ) {}

  /**
   * Makes an organization that `ownerUserId` owns; needs a transaction.
   * @param id where it must be known beforehand: the sample organization's
   * @throws DomainError `organizations.too_many`
   */
  async create(name: string, ownerUserId: string, id?: string): Promise<Organization> {
    // It belongs to no organization yet, least of all to the one that the creator's token is bound to.
    const organization = await acrossOrganizations('creates an organization', () =>
      this.organizations.insert({ name, ...(id && { id }) }),
    );
    await this.memberships.add(organization.id, ownerUserId, 'owner');
    return organization;
  }

  /**
   * Ends the memberships of a user whose account ends; needs a transaction. An organization that nobody else belongs to is
   * left behind.
   */
  endMemberships(userId: string): Promise<void> {
    return this.memberships.endAll(userId);
  }

  /** The organizations of a user with the role in each, the oldest membership first. */
  async of(userId: string): Promise<OwnOrganization[]> {
    const memberships = await this.memberships.of(userId);
    const rows = await acrossOrganizations('lists the organizations that a user may act for', () =>
      this.organizations.find({ id: memberships.map(({ organizationId }) => organizationId) }),
    );
    const names = new Map(rows.map(({ id, name }) => [id, name]));
    return memberships.map(({ organizationId, role }) => ({
      id: organizationId,
      name: names.get(organizationId) ?? '',
      role,
    }));
  }
}
