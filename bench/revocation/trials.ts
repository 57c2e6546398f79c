import { setTimeout as wait } from 'node:timers/promises';
import type { Sample } from '../comparison.js';
import { ask, send } from '../load/client.js';
import type { Colleague, Team } from './team.js';

/** What is measured in each trial: how it is revoked, and what is refused. */
export const refusals = [
  'signed out: token',
  'signed out: long poll',
  'key revoked: key',
  'key revoked: long poll',
  'member removed: token',
  'member removed: key',
  'member removed: long poll',
] as const;

/** Longer than this, a refusal counts as missing. */
const longestMs = 30_000;
/** Between two requests with what has been revoked. */
const everyMs = 5;

/** The process where access is revoked, and the other one, which has to refuse it. */
export interface Processes {
  readonly here: string;
  readonly there: string;
}

/**
 * Revokes a colleague's key, then the session, then the membership.
 * @returns for each of {@link refusals} the milliseconds from the request that revokes to the refusal by the other process
 */
export async function tryRevocation(
  team: Team,
  colleague: Colleague,
  { here, there }: Processes,
): Promise<readonly Sample[]> {
  const token = await team.signIn(here, colleague);
  const key = await team.key(token);
  const revoked = await refusalsOf(there, { key: key.key, poll: key.key }, () =>
    team.asOwner('DELETE', `/v1/api-keys/${key.id}`),
  );
  const signedOut = await refusalsOf(there, { token, poll: token }, async () => {
    await send(here, { method: 'POST', path: '/v1/auth/sign-out', token });
  });
  const again = await team.signIn(here, colleague);
  const { key: other } = await team.key(again);
  const removed = await refusalsOf(there, { token: again, key: other, poll: again }, () =>
    team.asOwner('DELETE', `/v1/members/${colleague.memberId}`),
  );
  return [
    signedOut.token,
    signedOut.poll,
    revoked.key,
    revoked.poll,
    removed.token,
    removed.key,
    removed.poll,
  ].map((milliseconds) => (milliseconds === undefined ? {} : { milliseconds }));
}

/** Credentials by how they are used: in plain requests, or in a request that waits for events. */
interface Credentials {
  readonly token?: string;
  readonly key?: string;
  readonly poll: string;
}

type Milliseconds = { readonly [K in keyof Credentials]?: number };

async function refusalsOf(
  url: string,
  { token, key, poll }: Credentials,
  revoke: () => Promise<void>,
): Promise<Milliseconds> {
  for (const each of [token, key, poll]) if (each !== undefined) await mustBeAccepted(url, each);
  const after = await endOfLog(url, poll);
  const polled = refusedPoll(url, poll, after);
  // Answered behind the request that waits, which has therefore arrived.
  await mustBeAccepted(url, poll);
  const began = performance.now();
  const plain = async (bearer: string | undefined) =>
    bearer === undefined ? undefined : (await refused(url, bearer)) - began;
  const revoking = revoke();
  const [byToken, byKey, byPoll] = await Promise.all([plain(token), plain(key), polled, revoking]);
  return {
    poll: byPoll - began,
    ...(byToken !== undefined && { token: byToken }),
    ...(byKey !== undefined && { key: byKey }),
  };
}

async function mustBeAccepted(url: string, bearer: string): Promise<void> {
  const until = performance.now() + longestMs;
  // A role or a key that is new may take a moment to be known there.
  while ((await ask(url, { path: eventLog(0), token: bearer })).status !== 200) {
    if (performance.now() > until) throw new Error(`bench: ${url} does not accept a valid token or key`);
    await wait(everyMs);
  }
}

/** @returns when it was refused, by performance.now() */
async function refused(url: string, bearer: string): Promise<number> {
  const until = performance.now() + longestMs;
  while ((await ask(url, { path: '/v1/members?limit=1', token: bearer })).status !== 401) {
    if (performance.now() > until) throw new Error(`bench: ${url} goes on accepting what was revoked`);
    await wait(everyMs);
  }
  return performance.now();
}

/** Waits for events, again and again, until that is refused. @returns when it was, by performance.now() */
async function refusedPoll(url: string, bearer: string, from: number): Promise<number> {
  const until = performance.now() + longestMs;
  for (let after = from; performance.now() < until;) {
    const { status, body } = await ask(url, { path: `${eventLog(after)}&wait=30`, token: bearer });
    if (status === 401) return performance.now();
    if (status !== 200) throw new Error(`bench: the long poll was answered with ${status}`);
    after = (body as LogPage).page.next;
  }
  throw new Error(`bench: ${url} lets a long poll go on whose access was revoked`);
}

interface LogPage {
  readonly data: readonly unknown[];
  readonly page: { readonly next: number };
}

async function endOfLog(url: string, bearer: string): Promise<number> {
  for (let after = 0; ;) {
    const { data, page } = (await send(url, { path: eventLog(after), token: bearer })).body as LogPage;
    if (data.length === 0) return after;
    after = page.next;
  }
}

const eventLog = (after: number) => `/v1/event-log?after=${after}`;
