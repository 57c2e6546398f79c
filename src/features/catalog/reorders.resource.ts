import { defineResource, everything } from '@keelson/kernel';
import { Reorder } from './reorder.entity.js';

export const reorders = defineResource({
  path: 'reorders',
  entity: Reorder,
  tenancy: 'organization',
  description: 'Products to reorder: requested by a user, or running low after an order.',
  view: ['id', 'productId', 'status', 'version', 'createdAt', 'updatedAt'],
  visible: () => everything,
  list: { filter: ['status', 'productId'], sort: ['createdAt'] },
  create: ['productId'],
  permissions: {
    read: 'View reorders',
    create: 'Request a reorder of a product',
    settle: 'Settle a reorder',
  },
  members: [],
});
