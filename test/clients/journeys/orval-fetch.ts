import type { Service } from './journey.js';

let service: Service | null = null;

export function connect(to: Service): void {
  service = to;
}

/** What orval's client calls for every operation: it adds the address and the token. */
export async function orvalFetch<T>(path: string, options: RequestInit): Promise<T> {
  if (!service) throw new Error('connect() first');
  const headers = new Headers(options.headers);
  headers.set('authorization', `Bearer ${service.token}`);
  const answer = await fetch(new URL(path, service.url), { ...options, headers });
  const text = await answer.text();
  return { data: text ? JSON.parse(text) : {}, status: answer.status, headers: answer.headers } as T;
}
