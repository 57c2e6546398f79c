import type { PermissionDeclaration } from '@keelson/kernel';

/** What operators may do about background work. The area keeps clear of resources that a feature may well call `queues`. */
export const installationPermissions: readonly PermissionDeclaration[] = [
  { name: 'installation-queues:read', description: 'See the queues and how much waits in them' },
  { name: 'installation-queues:pause', description: 'Pause a queue' },
  { name: 'installation-queues:resume', description: 'Resume a queue' },
  { name: 'installation-jobs:read', description: 'See the jobs of a queue, without what they hold' },
  { name: 'installation-jobs:retry', description: 'Try dead jobs of any organization again' },
  { name: 'installation-jobs:skip', description: 'Give a dead job of any organization up' },
  { name: 'installation-jobs:cancel', description: 'Cancel a job of any organization' },
  { name: 'installation-schedules:read', description: 'See the schedules' },
  { name: 'installation-schedules:pause', description: 'Pause a schedule' },
  { name: 'installation-schedules:resume', description: 'Resume a schedule' },
  { name: 'installation-schedules:run', description: 'Run a schedule now' },
].map((one) => ({ ...one, operator: true }));
