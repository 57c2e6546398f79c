import { defineResource, everything } from '@keelson/kernel';
import { Ticket } from './ticket.entity.js';

export const tickets = defineResource({
  path: 'tickets',
  entity: Ticket,
  tenancy: 'organization',
  description: 'What customers need help with.',
  view: ['id', 'subject', 'status', 'version', 'createdAt'],
  visible: () => everything,
  list: { filter: ['status'], sort: ['createdAt'] },
  create: ['subject'],
  update: ['subject'],
  permissions: {
    read: 'See tickets',
    create: 'Open a ticket',
    update: 'Reword a ticket',
    close: 'Close a ticket',
  },
  members: ['read', 'create'],
});
