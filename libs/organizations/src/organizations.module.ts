import { Feature, settings } from '@keelson/kernel';
import { schedules } from '@keelson/jobs';
import { samples } from '@keelson/operations';
import { commands, migrations } from '@keelson/sql';
import { Module } from '@nestjs/common';
import { findingOfClosed } from './deletion/closed-data.js';
import { ClosedOrganizations } from './deletion/closed-organizations.js';
import { DeleteDataJob } from './deletion/delete-data.job.js';
import { FindClosedJob } from './deletion/find-closed.job.js';
import { ExpireInvitationsJob, expiryOfInvitations } from './expire-invitations.job.js';
import { Grants } from './grants.js';
import { InstallationOrganizationsController } from './installation-organizations.controller.js';
import { installationOrganizations } from './installation-organizations.resource.js';
import { invitations } from './invitation.resource.js';
import { Invitations } from './invitations.js';
import { InvitationsController } from './invitations.controller.js';
import { InvitationsSettings } from './invitations.settings.js';
import { LapsedInvitations } from './lapsed-invitations.js';
import type { Member } from './member.entity.js';
import { MemberCounts } from './member-counts.js';
import { MemberCountsController } from './member-counts.controller.js';
import { members } from './member.resource.js';
import { MembersController } from './members.controller.js';
import { MemberRemoved } from './members.events.js';
import { Members } from './members.js';
import { MembersSettings } from './members.settings.js';
import { CreateMemberships1763700010002 } from './migrations/1763700010002-create-memberships.js';
import { CreateOrganizations1763700010001 } from './migrations/1763700010001-create-organizations.js';
import { Members1763700010003 } from './migrations/1763700010003-members.js';
import { AddStatusOfOrganizations1763700010007 } from './migrations/1763700010007-add-status-of-organizations.js';
import { CreateInvitations1763700010010 } from './migrations/1763700010010-create-invitations.js';
import { AddEndedAccountsOfOwners1763700010014 } from './migrations/1763700010014-add-ended-accounts-of-owners.js';
import { IndexInvitationsByInviter1763700010015 } from './migrations/1763700010015-index-invitations-by-inviter.js';
import { CountRejoinsOfMembers1763700010012 } from './migrations/1763700010012-count-rejoins-of-members.js';
import { CountMailsOfInvitations1763700010013 } from './migrations/1763700010013-count-mails-of-invitations.js';
import {
  closeOrganization,
  listOrganizations,
  OrganizationCommands,
  resumeOrganization,
  suspendOrganization,
} from './organizations.commands.js';
import { OrganizationLifecycle } from './organization-lifecycle.js';
import { MakeOwner } from './make-owner.operation.js';
import { organizations } from './organization.resource.js';
import { OrganizationsController } from './organizations.controller.js';
import { OrganizationsService } from './organizations.service.js';
import { OrganizationsSettings } from './organizations.settings.js';
import { OwnerClosing } from './owner-closing.js';
import { OwnMembershipController } from './own-membership.controller.js';
import { Ownership } from './ownership.js';
import { PermissionsController } from './permissions.controller.js';
import { PresentRights } from './present-rights.js';
import { ReceivedInvitations } from './received-invitations.js';
import { roles } from './role.resource.js';
import { Roles } from './roles.js';
import { RolesController } from './roles.controller.js';
import { TransferOwnershipController } from './transfer-ownership.controller.js';

/** Tenants, who belongs to them, and what they may do there. */
@Module({
  imports: [
    Feature.declare(
      {
        resources: [organizations, roles, members, invitations, installationOrganizations],
        events: [MemberRemoved],
      },
      settings(MembersSettings, InvitationsSettings, OrganizationsSettings),
      schedules(findingOfClosed, expiryOfInvitations),
      commands(listOrganizations, suspendOrganization, resumeOrganization, closeOrganization),
      // A role that is given anew may be more than a caller has; the same one is not.
      samples({ 'members:update': ({ role, roleId }: Member) => ({ role, roleId }) }),
      migrations(
        CreateOrganizations1763700010001,
        CreateMemberships1763700010002,
        Members1763700010003,
        AddStatusOfOrganizations1763700010007,
        CreateInvitations1763700010010,
        CountRejoinsOfMembers1763700010012,
        CountMailsOfInvitations1763700010013,
        AddEndedAccountsOfOwners1763700010014,
        IndexInvitationsByInviter1763700010015,
      ),
    ),
  ],
  controllers: [
    OrganizationsController,
    InstallationOrganizationsController,
    MemberCountsController,
    MembersController,
    RolesController,
    InvitationsController,
    PermissionsController,
    OwnMembershipController,
    TransferOwnershipController,
  ],
  providers: [
    ClosedOrganizations,
    DeleteDataJob,
    FindClosedJob,
    Members,
    Roles,
    Grants,
    MemberCounts,
    LapsedInvitations,
    PresentRights,
    Ownership,
    MakeOwner,
    OwnerClosing,
    OrganizationCommands,
    OrganizationLifecycle,
    OrganizationsService,
    Invitations,
    ReceivedInvitations,
    ExpireInvitationsJob,
  ],
  exports: [
    Members,
    Roles,
    Grants,
    PresentRights,
    Ownership,
    MakeOwner,
    OwnerClosing,
    OrganizationLifecycle,
    OrganizationsService,
    ReceivedInvitations,
  ],
})
export class OrganizationsModule {}
