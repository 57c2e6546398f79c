import { defineResource, everything, where } from '@keelson/kernel';
import { Job } from './job.entity.js';

export const jobs = defineResource({
  path: 'jobs',
  entity: Job,
  tenancy: 'organization',
  description: 'Background jobs, with their state, progress and result.',
  view: [
    'id',
    'queue',
    'kind',
    'state',
    'priority',
    'runAt',
    'attempt',
    'maxAttempts',
    'cancelRequested',
    'progress',
    'result',
    'problem',
    'callerId',
    'keyId',
    'requestId',
    'operation',
    'eventId',
    'createdAt',
    'admittedAt',
    'finishedAt',
  ],
  visible: ({ caller }) =>
    caller.can('jobs:read-all') ? everything : where({ callerId: caller.userId, kind: 'job' }),
  list: { filter: ['state', 'queue'], sort: ['createdAt'] },
  permissions: {
    read: 'View the jobs that you started',
    'read-all': 'View all jobs in the organization, including event deliveries',
    cancel: 'Cancel a job that is not finished',
    retry: 'Retry a dead job',
    skip: 'Skip a dead job, so that jobs waiting for it can run',
    inspect: 'View the failed attempts of a job',
  },
  members: ['read', 'cancel'],
});
