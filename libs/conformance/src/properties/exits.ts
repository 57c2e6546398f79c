import { Mailer, type Mail } from '@keelson/platform';
import type { Subject } from '../subject.js';

/** A call that has left the application. */
export interface Call {
  /** `mail`, or the method of a request. */
  readonly kind: string;
  /** The address, with `#` for each id. */
  readonly target: string;
  /** What it says, with `#` for each id. */
  readonly says: string;
  /** By what the other side can tell that it is the same call again: its key, or the ids that stand in it. */
  readonly ids: string;
  /** Whether the caller has learned that it arrived. */
  readonly isAcknowledged: boolean;
}

const anyUuid = /[\da-f]{8}-[\da-f]{4}-[\da-f]{4}-[\da-f]{4}-[\da-f]{12}/gi;
/** Headers that name a call. */
const naming =
  /^(idempotency-key|x-idempotency-key|x-request-id|request-id|message-id|x-event-id|webhook-id)$/i;

/**
 * Does some work while everything that leaves the application (mail, `fetch`) is answered here with success, and heard.
 * @param failing the call, from 1, that arrives, but whose connection breaks before the answer; none for 0
 */
export async function withExits<T>(
  { application }: Pick<Subject, 'application'>,
  failing: number,
  work: () => Promise<T>,
): Promise<{ readonly outcome: T; readonly calls: readonly Call[] }> {
  const calls: Call[] = [];
  const arrives = (call: Omit<Call, 'isAcknowledged'>): void => {
    const isAcknowledged = calls.length + 1 !== failing;
    calls.push({ ...call, isAcknowledged });
    if (!isAcknowledged) throw lostConnection();
  };
  const mailer = application.get(Mailer, { strict: false }) as unknown as {
    deliver?: (mail: Mail) => Promise<void>;
  };
  const usualFetch = globalThis.fetch;
  mailer.deliver = ({ to, subject, text }) =>
    Promise.resolve().then(() => arrives(callOf('mail', to, `${subject}\n${text}`, '')));
  globalThis.fetch = async (input, init) => {
    const request = new Request(input, init);
    arrives(await requestOf(request));
    return Response.json({ id: 'the-one', status: 'succeeded' });
  };
  try {
    return { outcome: await work(), calls };
  } finally {
    // The class's own comes back.
    delete mailer.deliver;
    globalThis.fetch = usualFetch;
  }
}

async function requestOf(request: Request): Promise<Omit<Call, 'isAcknowledged'>> {
  const key = [...request.headers].find(([name]) => naming.test(name))?.[1] ?? '';
  return callOf(request.method, request.url, await request.text(), key);
}

function callOf(kind: string, target: string, says: string, key: string): Omit<Call, 'isAcknowledged'> {
  const ids = key === '' ? (`${target} ${says}`.match(anyUuid) ?? []).join() : key;
  return { kind, target: target.replaceAll(anyUuid, '#'), says: says.replaceAll(anyUuid, '#'), ids };
}

/** As undici tells it. */
function lostConnection(): Error {
  const cause = Object.assign(new Error('read ECONNRESET'), { code: 'ECONNRESET' });
  return Object.assign(new TypeError('fetch failed', { cause }), { code: 'ECONNRESET' });
}
