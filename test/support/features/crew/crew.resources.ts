import { defineResource, everything } from '@keelson/kernel';
import { Duty, Sailor } from './sailor.entity.js';

export const sailors = defineResource({
  path: 'sailors',
  entity: Sailor,
  tenancy: 'organization',
  description: 'Who sails.',
  view: ['id', 'name', 'email', 'status', 'version'],
  visible: () => everything,
  guarded: { email: 'read-addresses' },
  list: { filter: ['status', 'email'], sort: ['name', 'email'] },
  create: ['name', 'email'],
  update: ['name'],
  remove: { to: 'ashore' },
  export: true,
  permissions: {
    read: 'See sailors',
    'read-addresses': 'See the addresses of sailors',
    create: 'Sign a sailor on',
    update: 'Change a sailor',
    remove: 'Sign a sailor off',
    export: 'Export sailors',
  },
  members: [],
});

export const duties = defineResource({
  path: 'duties',
  entity: Duty,
  tenancy: 'organization',
  description: 'What sailors do.',
  view: ['id', 'title', 'sailorId', 'version'],
  visible: () => everything,
  list: { filter: ['sailorId'], sort: ['title'] },
  create: ['title', 'sailorId'],
  update: ['title', 'sailorId'],
  permissions: { read: 'See duties', create: 'Give a duty', update: 'Change a duty' },
  members: ['read'],
});
