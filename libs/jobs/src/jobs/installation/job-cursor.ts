import { isUuid } from '@keelson/kernel';
import type { Job } from '../job.entity.js';

/** Where a page of a queue's jobs ended. */
export type JobPosition = Pick<Job, 'organizationId' | 'priority' | 'id'>;

/** A cursor is opaque to clients; it holds only what the page itself has shown. */
export function writeJobCursor({ organizationId, priority, id }: JobPosition): string {
  return Buffer.from(JSON.stringify([organizationId, priority, id])).toString('base64url');
}

/** @returns null for what is no cursor */
export function readJobCursor(cursor: string): JobPosition | null {
  try {
    const parts: unknown = JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8'));
    if (!Array.isArray(parts) || parts.length !== 3) return null;
    const [organizationId, priority, id] = parts as unknown[];
    const fits = isUuid(organizationId) && Number.isInteger(priority) && isUuid(id);
    const isPriority = typeof priority === 'number' && priority >= 0 && priority <= 9;
    return fits && isPriority ? { organizationId, priority, id } : null;
  } catch {
    return null;
  }
}
