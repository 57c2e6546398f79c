import { defineResource, everything } from '@keelson/kernel';
import { Counter } from './counter.entity.js';

export const counters = defineResource({
  path: 'counters',
  entity: Counter,
  tenancy: 'organization',
  description: 'What the crash ledger counts with.',
  view: ['id', 'label', 'value', 'version', 'createdAt'],
  visible: () => everything,
  list: { sort: ['createdAt'] },
  create: ['label', 'value'],
  permissions: {
    read: 'See counters',
    create: 'Make a counter',
    bump: 'Count up',
    spoil: 'Count up, with an event that nobody can digest',
    mend: 'Count up, with an event for those who met the bad one',
  },
  members: [],
});
