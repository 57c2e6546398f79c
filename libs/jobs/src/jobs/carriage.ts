import { parsed, readScope } from '@keelson/sql/ports';
import type { Carriage } from '../queue/ports.js';
import type { CarriedData } from './job-envelope.js';

/** Columns that an envelope is made of. */
export const envelopeColumns =
  'id, organization_id, queue, payload, priority, attempt, max_attempts, checkpoint, request_id, caller_id, key_id, operation, admitted_at';

/** A row of {@link envelopeColumns}. */
export interface EnvelopeRow {
  readonly id: string;
  readonly organization_id: string;
  readonly queue: string;
  readonly payload: unknown;
  readonly priority: number;
  readonly attempt: number;
  readonly max_attempts: number;
  readonly checkpoint: unknown;
  readonly request_id: string;
  readonly caller_id: string | null;
  readonly key_id: string | null;
  readonly operation: string | null;
  readonly admitted_at: Date | null;
}

/** An attempt for BullMQ. */
export function carriageOf(row: EnvelopeRow, priority: number): Carriage {
  const scope = readScope(row.organization_id);
  const data: Record<keyof CarriedData, unknown> = {
    id: row.id,
    attempt: row.attempt,
    maxAttempts: row.max_attempts,
    admittedAt: row.admitted_at,
    payload: parsed(row.payload),
    checkpoint: parsed(row.checkpoint),
    requestId: row.request_id,
    organizationId: scope.kind === 'organization' ? scope.organizationId : null,
    callerId: row.caller_id,
    keyId: row.key_id,
    operation: row.operation,
  };
  return { id: carriageId(row.id, row.attempt), data, priority };
}

/** The id under which BullMQ carries an attempt. */
export function carriageId(id: string, attempt: number): string {
  return `${id}-${attempt}`;
}
