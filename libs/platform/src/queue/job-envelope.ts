import {
  currentScope,
  Identifier,
  Json,
  maybeContext,
  readInput,
  Text,
  type Context,
  type JobDefinition,
} from '@keelson/kernel';
import { v7 as uuidv7 } from 'uuid';

/** Greatest size of a job as JSON, in bytes: what is larger belongs into a table, and its id into the job. */
export const largestJobBytes = 65_536;

/** A job on its way: what is to be done, and on whose behalf. */
export class JobEnvelope {
  @Json()
  payload!: object;

  /** Of the request that caused the job. */
  @Text({ max: 200 })
  requestId!: string;

  /** The organization whose rows the job may touch; none for the installation's own work. */
  @Identifier({ optional: true })
  organizationId!: string | null;

  /** The user who caused the job. */
  @Identifier({ optional: true })
  callerId!: string | null;

  /** The operation that caused the job, `orders:place`. */
  @Text({ max: 200, optional: true })
  operation!: string | null;
}

/**
 * The envelope of a job that the present work causes; plain JSON.
 * @throws Error when the payload breaks the rules of its class or is too large: a fault of the code that enqueues
 */
export function sealJob<P extends object>(job: JobDefinition<P>, payload: P): JobEnvelope {
  const context = maybeContext();
  const scope = currentScope();
  const envelope = inJson({
    payload: inJson(readPayload(job, inJson(payload))),
    requestId: (context?.requestId ?? uuidv7()).slice(0, 200),
    organizationId: scope.kind === 'organization' ? scope.organizationId : null,
    callerId: context?.caller?.userId ?? context?.causedBy ?? null,
    operation: context?.operation ?? null,
  });
  const bytes = Buffer.byteLength(JSON.stringify(envelope));
  if (bytes > largestJobBytes)
    throw new Error(
      `Job "${job.name}" has ${bytes} bytes, more than ${largestJobBytes}: enqueue an id instead.`,
    );
  return envelope;
}

/**
 * The payload of a job that was taken up, and the context to run it in.
 * @throws Error when envelope or payload are not valid; another version of this program may have written them
 */
export function openJob<P extends object>(
  job: JobDefinition<P>,
  data: unknown,
): { readonly payload: P; readonly context: Context } {
  const envelope = checked(job, 'envelope', () => readInput(JobEnvelope, data));
  const { requestId, organizationId, callerId, operation } = envelope;
  return {
    payload: readPayload(job, envelope.payload),
    context: {
      requestId,
      caller: null,
      causedBy: callerId,
      operation: operation ?? job.name,
      ...(organizationId !== null && { scope: { kind: 'organization', organizationId } as const }),
      unit: null,
    },
  };
}

function readPayload<P extends object>(job: JobDefinition<P>, payload: unknown): P {
  return checked(job, 'payload', () => readInput(job.payload, payload));
}

/** Names the fields that are wrong, never their values: the message is logged, and the values may be personal. */
function checked<T>(job: JobDefinition, what: string, read: () => T): T {
  try {
    return read();
  } catch (error) {
    const { details } = error as { readonly details?: { readonly errors?: readonly { pointer?: string }[] } };
    const fields = (details?.errors ?? []).map((one) => one.pointer || '/').join(', ');
    throw new Error(`The ${what} of job "${job.name}" is not valid at ${fields || 'some field'}.`);
  }
}

function inJson<T extends object>(value: T): T {
  return JSON.parse(JSON.stringify(value)) as T;
}
