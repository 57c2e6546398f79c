import { defineError } from '@keelson/kernel';

export const lastOwner = defineError(
  'members.last_owner',
  'conflict',
  'The organization would have no owner left',
);

export const notAnOwner = defineError(
  'members.not_an_owner',
  'forbidden',
  'Only owners can change or remove owners',
);

export const notAPerson = defineError(
  'members.not_a_person',
  'unprocessable',
  'A service account cannot own an organization',
);

export const tooManyMembers = defineError(
  'members.too_many',
  'unprocessable',
  'The organization has reached the maximum number of members',
);

export const tooManyServiceAccounts = defineError(
  'members.too_many_service_accounts',
  'unprocessable',
  'The organization has reached the maximum number of service accounts',
);

export const beyondYourOwn = defineError(
  'roles.beyond_your_own',
  'forbidden',
  'You cannot grant permissions that you do not have',
);

export const roleInUse = defineError('roles.in_use', 'conflict', 'Members have the role');

export const tooManyRoles = defineError(
  'roles.too_many',
  'unprocessable',
  'The organization has reached the maximum number of roles',
);
