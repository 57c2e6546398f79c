import { currentCaller, Fails, Found, Input, ResourceController } from '@keelson/kernel';
import { Organization } from './organization.entity.js';
import { organizations } from './organization.resource.js';
import { otherOrganization, tooManyOrganizations } from './organizations.errors.js';
import { OrganizationsService } from './organizations.service.js';

@ResourceController(organizations)
export class OrganizationsController {
  constructor(private readonly service: OrganizationsService) {}

  @Fails(tooManyOrganizations)
  create(@Input() { name }: Pick<Organization, 'name'>): Promise<Organization> {
    return this.service.create(name, currentCaller().userId);
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
