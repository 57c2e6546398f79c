export { Grants } from './grants.js';
export { Invitation } from './invitation.entity.js';
export { invitationMail, InvitationMail } from './invitation-mail.js';
export {
  accountExists,
  closedInvitation,
  invalidInvitation,
  inviterGone,
  otherAddress,
} from './invitations.errors.js';
export { InvitationsSettings } from './invitations.settings.js';
export { MakeOwner } from './make-owner.operation.js';
export { Member, memberRoles, type GivenRole, type MemberRole } from './member.entity.js';
export { beyondYourOwn, notAnOwner } from './members.errors.js';
export { MemberRemoved, type FormerMember } from './members.events.js';
export { Members, type Person } from './members.js';
export { MembersSettings } from './members.settings.js';
export { Organization } from './organization.entity.js';
export { OrganizationsModule } from './organizations.module.js';
export { OrganizationLifecycle } from './organization-lifecycle.js';
export { OrganizationsService, whyStopped, type OwnOrganization } from './organizations.service.js';
export { OwnerClosing, type OwnersNotice } from './owner-closing.js';
export { Ownership } from './ownership.js';
export { operatorsTurn, PresentRights, rightsTurn } from './present-rights.js';
export { Role } from './role.entity.js';
export { Roles } from './roles.js';
export { tooManyMembers } from './members.errors.js';
export { beingDeleted, closedByOperator, tooManyOrganizations } from './organizations.errors.js';
export { ReceivedInvitations, type InvitationNotice } from './received-invitations.js';
