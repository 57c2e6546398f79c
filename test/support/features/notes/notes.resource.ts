import { defineResource, everything } from '@keelson/kernel';
import { Note } from './note.entity.js';

export const notes = defineResource({
  path: 'notes',
  entity: Note,
  tenancy: 'organization',
  description: 'What is worth remembering.',
  view: ['id', 'text', 'status', 'version'],
  visible: () => everything,
  list: { filter: ['status'], sort: ['text'] },
  create: ['text'],
  update: ['text'],
  remove: true,
  permissions: {
    read: 'See notes',
    create: 'Write a note',
    update: 'Reword a note',
    remove: 'Tear a note up',
    keep: 'Keep a note',
  },
  members: ['read'],
});
