import { defineResource, everything } from '@keelson/kernel';
import { Ticket } from './ticket.entity.js';

export const tickets = defineResource({
  path: 'tickets',
  entity: Ticket,
  tenancy: 'organization',
  description: 'What customers need help with.',
  view: ['id', 'subject', 'details', 'dueAt', 'status', 'version', 'createdAt'],
  visible: () => everything,
  list: { filter: ['status'], sort: ['createdAt', 'dueAt'] },
  create: ['subject', 'details', 'dueAt'],
  update: ['subject', 'details', 'dueAt'],
  editableIn: ['open'],
  permissions: {
    read: 'See tickets',
    create: 'Open a ticket',
    update: 'Change a ticket',
    close: 'Close a ticket',
  },
  members: ['read', 'create'],
});
