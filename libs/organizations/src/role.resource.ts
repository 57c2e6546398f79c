import { defineResource, everything } from '@keelson/kernel';
import { Role } from './role.entity.js';

export const roles = defineResource({
  path: 'roles',
  entity: Role,
  tenancy: 'organization',
  description: 'Roles that the organization made, in addition to owner, admin and member.',
  view: ['id', 'name', 'description', 'permissions', 'version', 'createdAt', 'updatedAt'],
  visible: () => everything,
  list: { sort: ['name', 'createdAt'] },
  create: ['name', 'description', 'permissions'],
  update: ['name', 'description', 'permissions'],
  remove: true,
  permissions: {
    read: 'See the roles of the organization',
    create: 'Make a role',
    update: 'Change a role',
    remove: 'Remove a role that no member holds',
  },
  members: ['read'],
});
