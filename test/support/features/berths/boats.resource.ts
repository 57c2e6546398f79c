import { defineResource, everything, where } from '@keelson/kernel';
import { Boat } from './boat.entity.js';

export const boats = defineResource({
  path: 'boats',
  entity: Boat,
  tenancy: 'organization',
  description: 'What lies at berths.',
  view: ['id', 'name', 'captain', 'status', 'version'],
  visible: ({ caller }) => (caller.can('boats:launch') ? everything : where({ status: 'afloat' })),
  list: { filter: ['status'], sort: ['name'] },
  create: ['name', 'captain'],
  permissions: { read: 'See boats', create: 'Build a boat', launch: 'Launch a boat' },
  members: ['read'],
});
