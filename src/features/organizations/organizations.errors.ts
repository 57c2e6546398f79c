import { defineError } from '@keelson/kernel';

export const tooManyOrganizations = defineError(
  'organizations.too_many',
  'unprocessable',
  'You belong to the maximum number of organizations',
);

export const otherOrganization = defineError(
  'organizations.other',
  'forbidden',
  'Your token is bound to another organization',
);

export const onlyPeople = defineError(
  'organizations.only_people',
  'forbidden',
  'A service account cannot own an organization',
);
