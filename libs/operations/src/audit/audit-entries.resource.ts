import { defineResource, everything } from '@keelson/kernel';
import { AuditEntry } from './audit-entry.entity.js';

export const auditEntries = defineResource({
  path: 'audit-entries',
  entity: AuditEntry,
  tenancy: 'organization',
  description:
    'Who changed what in this organization, with the values before and after, and who exported what.',
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
  list: { filter: ['subjectId', 'action', 'actorId'], sort: ['createdAt'] },
  permissions: { read: 'Read the audit log' },
  members: [],
});
