import { defineError } from '@keelson/kernel';

export const tooManyOrganizations = defineError(
  'organizations.too_many',
  'unprocessable',
  'You have reached the maximum number of organizations',
);

export const beingDeleted = defineError(
  'organizations.being_deleted',
  'conflict',
  'The data of the organization is being deleted',
);

export const closedByOperator = defineError(
  'organizations.closed_by_operator',
  'conflict',
  'An operator has closed the organization',
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
