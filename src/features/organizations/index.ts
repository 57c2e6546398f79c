export { Membership, type Role } from './membership.entity.js';
export { Memberships } from './memberships.js';
export { Organization } from './organization.entity.js';
export { OrganizationsModule } from './organizations.module.js';
export { OrganizationLifecycle } from './organization-lifecycle.js';
export { OrganizationsService, whyStopped, type OwnOrganization } from './organizations.service.js';
