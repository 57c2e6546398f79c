import { defineResource, everything } from '@keelson/kernel';
import { Boat } from './boat.entity.js';

export const boats = defineResource({
  path: 'boats',
  entity: Boat,
  tenancy: 'organization',
  description: 'What can be chartered.',
  view: ['id', 'name', 'dayRate', 'currency', 'status', 'version', 'createdAt'],
  visible: () => everything,
  list: { filter: ['status'], sort: ['createdAt', 'name'] },
  create: ['name', 'dayRate', 'currency'],
  update: ['name', 'dayRate', 'currency'],
  permissions: {
    read: 'See boats',
    create: 'Add a boat',
    update: 'Change a boat',
    launch: 'Launch a boat',
  },
  members: ['read'],
});
