import { Feature } from '@keelson/kernel';
import { migrations } from '@keelson/platform';
import { Module } from '@nestjs/common';
import { Membership } from './membership.entity.js';
import { Memberships } from './memberships.js';
import { CreateMemberships1763700010002 } from './migrations/1763700010002-create-memberships.js';
import { CreateOrganizations1763700010001 } from './migrations/1763700010001-create-organizations.js';
import { organizations } from './organization.resource.js';
import { OrganizationsController } from './organizations.controller.js';
import { OrganizationsService } from './organizations.service.js';

/** Tenants and who belongs to them. */
@Module({
  imports: [
    Feature.declare(
      { resources: [organizations], entities: [{ entity: Membership, tenancy: 'organization' }] },
      migrations(CreateOrganizations1763700010001, CreateMemberships1763700010002),
    ),
  ],
  controllers: [OrganizationsController],
  providers: [Memberships, OrganizationsService],
  exports: [Memberships, OrganizationsService],
})
export class OrganizationsModule {}
