import { defineResource, everything } from '@keelson/kernel';
import { Invitation } from './invitation.entity.js';
import { NewInvitation } from './invitation.inputs.js';

export const invitations = defineResource({
  path: 'invitations',
  entity: Invitation,
  tenancy: 'organization',
  description:
    'Invitations to join the organization, sent by email. Revoked invitations are listed only with `filter[status]=revoked`. Closed invitations are deleted after 90 days.',
  view: [
    'id',
    'email',
    'role',
    'roleId',
    'invitedById',
    'status',
    'expiresAt',
    'sentAt',
    'memberId',
    'version',
    'createdAt',
    'updatedAt',
  ],
  visible: () => everything,
  list: { filter: ['status', 'email'], sort: ['createdAt'] },
  create: NewInvitation,
  remove: { to: 'revoked' },
  editableIn: ['pending'],
  permissions: {
    read: "View the organization's invitations",
    create: 'Invite someone to the organization',
    remove: 'Revoke an invitation',
    resend: 'Send an invitation again',
  },
  members: [],
  provenOnly: ['create', 'resend'],
});
