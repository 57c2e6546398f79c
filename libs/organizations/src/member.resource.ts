import { defineResource, everything } from '@keelson/kernel';
import { MemberChanges, NewServiceAccount } from './member.inputs.js';
import { Member } from './member.entity.js';
import { MemberRemoved } from './members.events.js';

export const members = defineResource({
  path: 'members',
  entity: Member,
  tenancy: 'organization',
  description:
    "The organization's people and service accounts. Removed members are listed only with `filter[status]=removed`; rows that refer to them keep their names.",
  view: [
    'id',
    'kind',
    'userId',
    'name',
    'email',
    'role',
    'roleId',
    'status',
    'removedAt',
    'accountEndedAt',
    'version',
    'createdAt',
    'updatedAt',
  ],
  visible: () => everything,
  guarded: { email: 'read-addresses' },
  list: { filter: ['status', 'kind', 'role', 'email'], sort: ['name', 'createdAt'], search: ['name'] },
  create: NewServiceAccount,
  update: MemberChanges,
  remove: { to: 'removed', emits: MemberRemoved },
  permissions: {
    read: "View the organization's members",
    'read-addresses': 'View the email addresses of members',
    create: 'Create a service account',
    update: 'Change the role of a member',
    remove: 'Remove a member',
    'transfer-ownership': 'Transfer the ownership of the organization, and change or remove owners',
  },
  members: ['read'],
  ownersOnly: ['transfer-ownership'],
});
