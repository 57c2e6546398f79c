import { defineResource, everything, where } from '@keelson/kernel';
import { Product } from './product.entity.js';

export const products = defineResource({
  path: 'products',
  entity: Product,
  tenancy: 'organization',
  description: "The organization's products, with price and stock.",
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
    create: 'Create a draft product',
    update: 'Change a product',
    export: 'Export products to a file',
    import: 'Import products from a file',
    publish: 'Publish a draft product',
    archive: 'Discontinue a product permanently',
  },
  members: ['read'],
});
