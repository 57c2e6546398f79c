import type { PlannedRequest } from '../works/work.js';

/** An answer as the checks see it. */
export interface Answer {
  readonly status: number;
  readonly body: unknown;
  readonly bytes: number;
  readonly etag: string | null;
  /** Seconds of `Retry-After`; null where there is none. */
  readonly retryAfter: number | null;
}

/** One checked request outside the load. @throws Error for anything but a 2xx with JSON */
export async function send(url: string, request: PlannedRequest): Promise<Answer> {
  const answer = await ask(url, request);
  if (answer.status >= 300) {
    throw new Error(
      `bench: ${url}${request.path} returned ${answer.status}: ${JSON.stringify(answer.body).slice(0, 500)}`,
    );
  }
  return answer;
}

/** Like {@link send}, whatever the status. */
export async function ask(url: string, { method, path, token, body }: PlannedRequest): Promise<Answer> {
  const response = await fetch(url + path, {
    method: method ?? 'GET',
    headers: {
      ...(token !== undefined && { authorization: `Bearer ${token}` }),
      ...(body !== undefined && { 'content-type': 'application/json' }),
    },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });
  const text = await response.text();
  const retryAfter = response.headers.get('retry-after');
  return {
    status: response.status,
    body: text === '' ? null : (JSON.parse(text) as unknown),
    bytes: Buffer.byteLength(text),
    etag: response.headers.get('etag'),
    retryAfter: retryAfter === null ? null : Number(retryAfter),
  };
}
