import type { Http } from './signed-in.js';

/** Requests over a real connection; rejects when there is none. */
export function httpTo(url: string): Http {
  return async (method, path, { token, body, headers } = {}) => {
    const answer = await fetch(new URL(path, url), {
      method,
      headers: {
        ...(token && { authorization: `Bearer ${token}` }),
        ...(body !== undefined && { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(body !== undefined && { body: typeof body === 'string' ? body : JSON.stringify(body) }),
      // An answer that never comes must not look like a slow test.
      signal: AbortSignal.timeout(20_000),
    });
    const text = await answer.text();
    const isJson = /[/+]json\b/.test(answer.headers.get('content-type') ?? '');
    return {
      status: answer.status,
      headers: Object.fromEntries(answer.headers),
      text,
      json: isJson && text ? JSON.parse(text) : null,
    };
  };
}
