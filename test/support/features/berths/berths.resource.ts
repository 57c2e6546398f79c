import { anyOf, defineResource, everything, where } from '@keelson/kernel';
import { Berth } from './berth.entity.js';

const written = [
  'code',
  'pier',
  'note',
  'depth',
  'fee',
  'currency',
  'freeFrom',
  'inspectedAt',
  'covered',
  'side',
  'contact',
  'boatId',
  'recordId',
  'fittings',
] as const;

export const berths = defineResource({
  path: 'berths',
  entity: Berth,
  tenancy: 'organization',
  description: 'Where boats lie.',
  view: ['id', ...written, 'status', 'version', 'createdAt', 'updatedAt'],
  visible: ({ caller }) =>
    caller.can('berths:update') ? everything : anyOf(where({ status: 'empty' }), where({ side: 'north' })),
  list: {
    filter: ['status', 'pier', 'code', 'depth', 'fee', 'freeFrom', 'covered', 'side', 'boatId'],
    sort: ['createdAt', 'pier', 'depth', 'fee', 'freeFrom'],
  },
  create: written,
  update: written,
  remove: true,
  editableIn: ['empty', 'taken'],
  permissions: {
    read: 'See berths',
    create: 'Build a berth',
    update: 'Change a berth',
    remove: 'Tear a berth down',
    take: 'Take a berth',
    close: 'Close a berth',
  },
  members: ['read', 'take'],
});
