import { defineResource, everything } from '@keelson/kernel';
import { TideAlarm } from './tide-alarm.entity.js';

export const tideAlarms = defineResource({
  path: 'tide-alarms',
  entity: TideAlarm,
  tenancy: 'organization',
  description: 'Levels of the water that the organization wants to know of.',
  view: ['id', 'gauge', 'aboveCm', 'version', 'createdAt'],
  visible: () => everything,
  list: { filter: ['gauge'], sort: ['createdAt'] },
  create: ['gauge', 'aboveCm'],
  update: ['aboveCm'],
  remove: true,
  permissions: {
    read: 'See tide alarms',
    create: 'Set a tide alarm',
    update: 'Change a tide alarm',
    remove: 'Delete a tide alarm',
  },
  members: ['read'],
});
