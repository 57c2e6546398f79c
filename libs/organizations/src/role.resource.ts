import { defineResource, everything } from '@keelson/kernel';
import { Role } from './role.entity.js';

export const roles = defineResource({
  path: 'roles',
  entity: Role,
  tenancy: 'organization',
  description: "The organization's own roles, in addition to owner, admin and member.",
  view: ['id', 'name', 'description', 'permissions', 'version', 'createdAt', 'updatedAt'],
  visible: () => everything,
  list: { sort: ['name', 'createdAt'] },
  create: ['name', 'description', 'permissions'],
  update: ['name', 'description', 'permissions'],
  remove: true,
  permissions: {
    read: "View the organization's roles",
    create: 'Create a role',
    update: 'Change a role',
    remove: 'Remove a role that no member has',
  },
  members: ['read'],
});
