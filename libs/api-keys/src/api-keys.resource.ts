import { defineResource, everything, nothing, where } from '@keelson/kernel';
import { ApiKey } from './api-key.entity.js';
import { IssuedApiKey, NewKey, shownFields } from './api-key.inputs.js';

export const apiKeys = defineResource({
  path: 'api-keys',
  entity: ApiKey,
  tenancy: 'organization',
  description:
    'Keys that let programs call the API as a member: `Authorization: Bearer kls_…`. You see your own keys; with `api-keys:manage`, you see all keys in the organization.',
  view: shownFields,
  visible: ({ caller }) => {
    if (caller.can('api-keys:manage')) return everything;
    return caller.memberId === null ? nothing : where({ memberId: caller.memberId });
  },
  list: { filter: ['memberId'], sort: ['createdAt'] },
  create: NewKey,
  answers: { create: IssuedApiKey, rotate: IssuedApiKey },
  remove: true,
  permissions: {
    read: 'View your API keys',
    create: 'Create an API key that acts as you',
    rotate: 'Rotate an API key',
    remove: 'Revoke an API key',
    manage: 'Create, rotate and revoke API keys of service accounts, and view and revoke all other keys',
  },
  members: ['read', 'create', 'rotate', 'remove'],
});

/**
 * What no key holds, so that a stolen one cannot make itself last: people who have signed in make keys, and invite people. Nor does one
 * close the organization, which needs a password.
 */
export const peopleOnly: ReadonlySet<string> = new Set([
  ...['create', 'rotate', 'remove', 'manage'].map((key) => `api-keys:${key}`),
  ...['create', 'resend'].map((key) => `invitations:${key}`),
  'organizations:close',
]);
