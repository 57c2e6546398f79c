import { defineResource, everything } from '@keelson/kernel';
import { AuditEntry } from './audit-entry.entity.js';

export const installationAuditEntries = defineResource({
  audience: 'operators',
  reach: 'installation',
  path: 'audit-entries',
  entity: AuditEntry,
  tenancy: 'organization',
  description: 'Operator actions, operator sign-ins, failed sign-ins, and changes outside any organization.',
  view: [
    'id',
    'action',
    'kind',
    'subjectType',
    'subjectId',
    'actorId',
    'keyId',
    'requestId',
    'changes',
    'createdAt',
  ],
  visible: () => everything,
  list: { filter: ['subjectId', 'action', 'actorId', 'createdAt'], sort: ['createdAt'] },
  permissions: { read: "Read the installation's audit log" },
});
