import { defineResource, where } from '@keelson/kernel';
import { Organization } from './organization.entity.js';

export const organizations = defineResource({
  path: 'organizations',
  entity: Organization,
  tenancy: 'system',
  description: 'The organizations that you are a member of. Each token is bound to one of them.',
  view: ['id', 'name', 'status', 'statusReason', 'statusSince', 'version', 'createdAt', 'updatedAt'],
  visible: ({ caller }) => where({ id: caller.organizationIds }),
  list: { sort: ['createdAt', 'name'] },
  create: ['name'],
  update: ['name'],
  permissions: {
    read: 'View the organizations that you are a member of',
    create: 'Create an organization that you own',
    update: 'Rename the organization that the token is bound to',
    close: 'Close the organization that the token is bound to',
  },
  members: ['read', 'create'],
  ownersOnly: ['close'],
});
