import { defineResource, everything } from '@keelson/kernel';
import { Reorder } from './reorder.entity.js';

export const reorders = defineResource({
  path: 'reorders',
  entity: Reorder,
  tenancy: 'organization',
  description:
    'Products that are to be bought again: those that somebody names, and those of which an order has left few.',
  view: ['id', 'productId', 'status', 'version', 'createdAt', 'updatedAt'],
  visible: () => everything,
  list: { filter: ['status', 'productId'], sort: ['createdAt'] },
  create: ['productId'],
  permissions: {
    read: 'See what is to be bought again',
    create: 'Ask for a product to be bought again',
    settle: 'Settle a reorder',
  },
  members: [],
});
