import type { PermissionDeclaration } from '@keelson/kernel';

/** What operators may do about background work. The area keeps clear of resources that a feature may well call `queues`. */
export const installationPermissions: readonly PermissionDeclaration[] = [
  { name: 'installation-queues:read', description: 'List queues and their backlog' },
  { name: 'installation-queues:pause', description: 'Pause a queue' },
  { name: 'installation-queues:resume', description: 'Resume a queue' },
  { name: 'installation-jobs:read', description: 'List the jobs in a queue, without payloads' },
  { name: 'installation-jobs:retry', description: 'Retry dead jobs in any organization' },
  { name: 'installation-jobs:skip', description: 'Skip a dead job in any organization' },
  { name: 'installation-jobs:cancel', description: 'Cancel a job in any organization' },
  { name: 'installation-schedules:read', description: 'List schedules' },
  { name: 'installation-schedules:pause', description: 'Pause a schedule' },
  { name: 'installation-schedules:resume', description: 'Resume a schedule' },
  { name: 'installation-schedules:run', description: 'Run a schedule now' },
].map((one) => ({ ...one, operator: true }));
