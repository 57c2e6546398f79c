import { defineResource, everything } from '@keelson/kernel';
import { AuditEntry } from './audit-entry.entity.js';

export const installationAuditEntries = defineResource({
  audience: 'operators',
  reach: 'installation',
  path: 'audit-entries',
  entity: AuditEntry,
  tenancy: 'organization',
  description:
    'What operators did, who signed in as an operator, which sign-ins were refused, and what changed in no organization.',
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
