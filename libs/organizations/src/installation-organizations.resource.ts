import { defineResource, everything } from '@keelson/kernel';
import { Organization } from './organization.entity.js';

/** What operators see of organizations: that they are there, and whether they are in use. */
export const installationOrganizations = defineResource({
  audience: 'operators',
  path: 'organizations',
  entity: Organization,
  tenancy: 'system',
  description: 'The organizations of the installation.',
  view: [
    'id',
    'name',
    'status',
    'statusReason',
    'statusSince',
    'statusBy',
    'deletingSince',
    'version',
    'createdAt',
    'updatedAt',
  ],
  visible: () => everything,
  list: { filter: ['status', 'name'], sort: ['createdAt', 'name'] },
  permissions: {
    read: 'List organizations',
    suspend: 'Suspend an organization',
    resume: 'Resume an organization',
    close: 'Close an organization',
  },
});
