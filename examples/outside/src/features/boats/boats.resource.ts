import { defineResource, everything } from '@keelson/kernel';
import { Boat } from './boat.entity.js';

export const boats = defineResource({
  path: 'boats',
  entity: Boat,
  tenancy: 'organization',
  description: 'The boats of the organization.',
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
    haul: 'Haul a boat out of the water',
  },
  members: ['read'],
});
