import { protectedTable } from '@keelson/sql/ports';

/** What only the audit log itself writes: the statement gateway and the stores refuse everybody else's writes. */
export const auditEntryTable = protectedTable('audit_entries');
export const auditSeals = protectedTable('audit_seals');
export const auditKeys = protectedTable('audit_keys');
