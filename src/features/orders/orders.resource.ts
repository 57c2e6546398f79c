import { defineResource, everything, where } from '@keelson/kernel';
import { Order } from './order.entity.js';
import { NewOrder, OrderChanges } from './order.inputs.js';
import { Payment } from './payment.entity.js';

export const orders = defineResource({
  path: 'orders',
  entity: Order,
  tenancy: 'organization',
  description:
    'Orders from buyers. A draft can be changed; placing it fixes the prices and reserves the stock.',
  view: [
    'id',
    'buyerEmail',
    'reference',
    'lines',
    'currency',
    'total',
    'status',
    'createdBy',
    'version',
    'createdAt',
    'updatedAt',
  ],
  visible: ({ caller }) => (caller.can('orders:read-all') ? everything : where({ createdBy: caller.userId })),
  list: { filter: ['status', 'reference'], sort: ['createdAt', 'total'] },
  create: NewOrder,
  update: OrderChanges,
  remove: true,
  export: true,
  import: true,
  editableIn: ['draft'],
  permissions: {
    read: 'View your own orders',
    'read-all': 'View all orders',
    create: 'Create a draft order',
    update: 'Change a draft order',
    remove: 'Delete a draft order',
    export: 'Export orders to a file',
    import: 'Import draft orders from a file',
    place: 'Place an order: fix its prices and reserve its stock',
    pay: 'Record the payment of an order',
    fulfill: 'Mark an order as delivered',
    cancel: 'Cancel an order and return its stock',
  },
  members: ['read', 'create', 'update', 'remove', 'place', 'cancel'],
});

export const payments = defineResource({
  path: 'payments',
  entity: Payment,
  tenancy: 'organization',
  description: 'Payments received for orders. The `pay` action of an order records them.',
  view: ['id', 'orderId', 'amount', 'currency', 'method', 'externalReference', 'recordedBy', 'createdAt'],
  visible: () => everything,
  list: { filter: ['orderId', 'externalReference'], sort: ['createdAt'] },
  permissions: { read: 'View payments' },
  members: [],
});
