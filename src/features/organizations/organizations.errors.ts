import { defineError } from '@keelson/kernel';

export const tooManyOrganizations = defineError(
  'organizations.too_many',
  'unprocessable',
  'You belong to as many organizations as one user can',
);

export const otherOrganization = defineError(
  'organizations.other',
  'forbidden',
  'Your token is bound to another organization',
);
