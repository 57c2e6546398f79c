import { Feature, settings } from '@keelson/kernel';
import { migrations, samples } from '@keelson/platform';
import { Module } from '@nestjs/common';
import { Grants } from './grants.js';
import type { Member } from './member.entity.js';
import { members } from './member.resource.js';
import { MembersController } from './members.controller.js';
import { MemberRemoved } from './members.events.js';
import { Members } from './members.js';
import { MembersSettings } from './members.settings.js';
import { CreateMemberships1763700010002 } from './migrations/1763700010002-create-memberships.js';
import { CreateOrganizations1763700010001 } from './migrations/1763700010001-create-organizations.js';
import { Members1763700010003 } from './migrations/1763700010003-members.js';
import { organizations } from './organization.resource.js';
import { OrganizationsController } from './organizations.controller.js';
import { OrganizationsService } from './organizations.service.js';
import { OwnMembershipController } from './own-membership.controller.js';
import { Ownership } from './ownership.js';
import { PermissionsController } from './permissions.controller.js';
import { roles } from './role.resource.js';
import { Roles } from './roles.js';
import { RolesController } from './roles.controller.js';
import { TransferOwnershipController } from './transfer-ownership.controller.js';

/** Tenants, who belongs to them, and what they may do there. */
@Module({
  imports: [
    Feature.declare(
      { resources: [organizations, roles, members], events: [MemberRemoved] },
      settings(MembersSettings),
      // A role that is given anew may be more than a caller has; the same one is not.
      samples({ 'members:update': ({ role, roleId }: Member) => ({ role, roleId }) }),
      migrations(CreateOrganizations1763700010001, CreateMemberships1763700010002, Members1763700010003),
    ),
  ],
  controllers: [
    OrganizationsController,
    MembersController,
    RolesController,
    PermissionsController,
    OwnMembershipController,
    TransferOwnershipController,
  ],
  providers: [Members, Roles, Grants, Ownership, OrganizationsService],
  exports: [Members, Roles, Grants, Ownership, OrganizationsService],
})
export class OrganizationsModule {}
