import { defineResource, everything, where } from '@keelson/kernel';
import { Product } from './product.entity.js';

export const products = defineResource({
  path: 'products',
  entity: Product,
  tenancy: 'organization',
  description: 'What the organization sells, at which price, and how much of it is left.',
  view: [
    'id',
    'sku',
    'name',
    'description',
    'price',
    'currency',
    'stock',
    'status',
    'version',
    'createdAt',
    'updatedAt',
  ],
  visible: ({ caller }) => (caller.can('products:update') ? everything : where({ status: 'published' })),
  list: { filter: ['status', 'sku'], sort: ['createdAt', 'name'], search: ['sku', 'name', 'description'] },
  create: ['sku', 'name', 'description', 'price', 'currency', 'stock'],
  update: ['sku', 'name', 'description', 'price', 'currency', 'stock'],
  export: true,
  import: true,
  editableIn: ['draft', 'published'],
  permissions: {
    read: 'See products',
    create: 'Draft a product',
    update: 'Change a product',
    export: 'Export products into a file',
    import: 'Import products from a file',
    publish: 'Put a drafted product on sale',
    archive: 'Take a product off sale for good',
  },
  members: ['read'],
});
