import { currentCaller, Fails, Found, Input, ResourceController } from '@keelson/kernel';
import { Members } from './members.js';
import { Organization } from './organization.entity.js';
import { organizations } from './organization.resource.js';
import { onlyPeople, otherOrganization, tooManyOrganizations } from './organizations.errors.js';
import { OrganizationsService } from './organizations.service.js';

@ResourceController(organizations)
export class OrganizationsController {
  constructor(
    private readonly service: OrganizationsService,
    private readonly members: Members,
  ) {}

  @Fails(tooManyOrganizations, onlyPeople)
  async create(@Input() { name }: Pick<Organization, 'name'>): Promise<Organization> {
    const owner = await this.members.person(currentCaller().userId);
    if (!owner) throw onlyPeople({ detail: 'Sign in as a person to create an organization.' });
    return this.service.create(name, owner);
  }

  @Fails(otherOrganization)
  update(@Found() organization: Organization, @Input() changes: Pick<Organization, 'name'>): Organization {
    // The permission was given in the organization of the token; it says nothing about another one's name.
    if (organization.id !== currentCaller().organizationId)
      throw otherOrganization({
        detail: `Get a token with the scope "organization:${organization.id}" to rename this organization.`,
      });
    return Object.assign(organization, changes);
  }
}
