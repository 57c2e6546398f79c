import { defineResource, everything, where } from '@keelson/kernel';
import { Job } from './job.entity.js';

export const jobs = defineResource({
  path: 'jobs',
  entity: Job,
  tenancy: 'organization',
  description: 'Background work: what waits, what runs, how far it is and what became of it.',
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
    read: 'See the jobs that you have caused',
    'read-all': 'See all jobs of the organization, and the delivery of its events',
    cancel: 'Cancel a job that is not over',
    retry: 'Try a dead job again',
    skip: 'Give a dead job up, so that those behind it go on',
    inspect: 'See how attempts at a job went wrong',
  },
  members: ['read', 'cancel'],
});
