import { defineError } from '@keelson/kernel';

export const tooManyInvitations = defineError(
  'invitations.too_many',
  'unprocessable',
  'The organization has reached the maximum number of open invitations',
);

export const tooManyMails = defineError(
  'invitations.too_many_emails',
  'too_many_requests',
  'Too many invitations were sent within an hour',
);

export const alreadyMember = defineError(
  'invitations.already_member',
  'conflict',
  'A member of the organization has this email address',
);

export const invalidInvitation = defineError(
  'invitations.invalid_token',
  'unprocessable',
  'The invitation link is invalid, or a newer one was sent',
);

export const closedInvitation = defineError(
  'invitations.closed',
  'conflict',
  'The invitation can no longer be accepted',
);

export const inviterGone = defineError(
  'invitations.inviter_gone',
  'conflict',
  'The inviter can no longer grant this role',
);

export const otherAddress = defineError(
  'invitations.other_address',
  'forbidden',
  'The invitation was sent to another email address',
);

export const accountExists = defineError(
  'invitations.account_exists',
  'conflict',
  'You already have an account with this email address',
);
