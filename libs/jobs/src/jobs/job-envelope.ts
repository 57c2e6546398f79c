import {
  currentScope,
  installationScope,
  maybeContext,
  readInput,
  scopeOf,
  type Context,
  type JobDefinition,
  type OwnScope,
} from '@keelson/kernel';
import { newId } from '@keelson/sql/ports';
import { InvalidJobError } from './job-handler.js';
import type { NewJob } from './job-rows.js';

/** Greatest size of a payload, a checkpoint or a result as JSON, in bytes: what is larger belongs into a table, and its id into the job. */
export const largestJobBytes = 65_536;

/** An attempt on its way to a worker: what is to be done, and on whose behalf. */
export interface JobEnvelope {
  readonly id: string;
  readonly attempt: number;
  readonly maxAttempts: number;
  readonly admittedAt: Date;
  readonly payload: unknown;
  readonly checkpoint: unknown;
  /** Of the request that caused the job. */
  readonly requestId: string;
  /** Whose rows the job may touch. */
  readonly scope: OwnScope;
  /** The user who caused the job. */
  readonly callerId: string | null;
  /** The API key of the request that caused the job. */
  readonly keyId: string | null;
  /** The operation that caused the job, `orders:place`. */
  readonly operation: string | null;
}

/** An envelope as BullMQ carries it: also between two versions of this program. */
export interface CarriedData extends Omit<JobEnvelope, 'scope'> {
  /** Null for the installation's own work. */
  readonly organizationId: string | null;
}

type Sealed = Pick<NewJob, 'payload' | 'requestId' | 'scope' | 'callerId' | 'keyId' | 'operation'>;

/**
 * What a job that the present work causes takes along; plain JSON.
 * @throws Error when the payload breaks the rules of its class or is too large: a fault of the code that enqueues
 */
export function sealJob<P extends object>(job: JobDefinition<P>, payload: P): Sealed {
  const context = maybeContext();
  const scope = currentScope();
  const sealed = JSON.parse(JSON.stringify(readPayload(job, JSON.parse(JSON.stringify(payload))))) as object;
  const bytes = Buffer.byteLength(JSON.stringify(sealed));
  if (bytes > largestJobBytes)
    throw new Error(
      `The payload of job "${job.name}" has ${bytes} bytes; the maximum is ${largestJobBytes}. Enqueue an id instead.`,
    );
  return {
    payload: sealed,
    requestId: (context?.requestId ?? newId()).slice(0, 64),
    scope: scope.kind === 'organization' ? scope : installationScope,
    callerId: context?.caller?.userId ?? context?.causedBy ?? null,
    keyId: (context?.caller ? context.caller.keyId : context?.causedByKey) ?? null,
    operation: context?.operation?.slice(0, 100) ?? null,
  };
}

/** @throws Error when it is none; another version of this program may have written it */
export function openEnvelope(data: unknown): JobEnvelope {
  const { admittedAt, organizationId, ...rest } = (data ?? {}) as Partial<Record<keyof CarriedData, unknown>>;
  const at = new Date(String(admittedAt));
  // A version before API keys wrote none.
  const { id, attempt, maxAttempts, requestId, callerId, keyId = null, operation } = rest;
  const fits =
    [id, requestId].every((value) => typeof value === 'string') &&
    [attempt, maxAttempts].every((value) => Number.isInteger(value)) &&
    [organizationId, callerId, keyId, operation].every(
      (value) => value === null || typeof value === 'string',
    ) &&
    !Number.isNaN(at.getTime());
  if (!fits) throw new Error('A worker received an entry that is not a job envelope.');
  return { ...rest, keyId, scope: scopeOf(organizationId as string | null), admittedAt: at } as JobEnvelope;
}

/** The context that the attempt runs in. */
export function contextOf(job: JobDefinition, envelope: JobEnvelope): Context {
  const { requestId, scope, callerId, keyId, operation } = envelope;
  return {
    requestId,
    caller: null,
    causedBy: callerId,
    causedByKey: keyId,
    operation: operation ?? job.name,
    ...(scope.kind === 'organization' && { scope }),
    unit: null,
  };
}

/** @throws InvalidJobError when the payload does not fit; another version of this program may have written it */
export function readPayload<P extends object>(job: JobDefinition<P>, payload: unknown): P {
  try {
    return readInput(job.payload, payload);
  } catch (error) {
    // Fields that are wrong, never their values: the message is logged, and the values may be personal.
    const { details } = error as { readonly details?: { readonly errors?: readonly { pointer?: string }[] } };
    const fields = (details?.errors ?? []).map((one) => one.pointer || '/').join(', ');
    throw new InvalidJobError(
      `The payload of job "${job.name}" is invalid at ${fields || 'an unknown field'}.`,
    );
  }
}
