import { readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { startApplication, type TestApp } from '../support/application.js';
import { sell } from '../support/shop.js';
import { Walk } from '../support/walk.js';

const kept = 'docs/walk.txt';
/** Bottom up, as the rules about imports have them. */
const rooms = (
  createRequire(import.meta.url)('../../.dependency-cruiser.cjs') as {
    forbidden: { name: string; from: { path?: string } }[];
  }
).forbidden
  .filter(({ name }) => name === 'rooms-point-down')
  .map(({ from }) => from.path?.split('/').at(-2) ?? '');
const isRoom = (name: string) => name === 'kernel' || rooms.includes(name);
/** The platform stands on the kernel. */
const rankOf = (room: string) => rooms.indexOf(room);

/** A way that comes back to where it began, or null. */
function circleIn(pairs: readonly (readonly [string, string])[], way: readonly string[] = []): string | null {
  const at = way.at(-1);
  if (at !== undefined && way.indexOf(at) < way.length - 1) return way.join(' → ');
  for (const [from, to] of pairs) {
    const circle =
      at === undefined || from === at ? circleIn(pairs, at === undefined ? [from, to] : [...way, to]) : null;
    if (circle) return circle;
  }
  return null;
}

describe('the rooms that a POST walks through', () => {
  let walk: Walk;
  let app: TestApp;

  beforeAll(async () => {
    walk = await Walk.begin();
    app = await startApplication(inject('engine'), inject('servers'), { environment: { ROLE: 'api' } });
  });
  afterAll(async () => {
    await app.close();
    walk.end();
  });

  it('are those of docs/walk.txt, each calling only rooms below it', async () => {
    const ada = await app.signUp();
    const productId = await sell(ada, { stock: 5 });
    // A new token, so that the walk is the one past the cache of tokens, always.
    const body = { grant_type: 'password', username: ada.email, password: ada.password };
    const token = (await app.http('POST', '/v1/auth/token', { body })).json.access_token as string;
    const edges = await walk.during(async () => {
      const answer = await app.http('POST', '/v1/orders', {
        token,
        body: {
          buyerEmail: 'bob@example.com',
          lines: [{ productId, quantity: 2 }],
        },
      });
      expect(answer.status, answer.text).toBe(201);
    });
    const text = edges.map((edge) => `${edge}\n`).join('');
    if (process.env['UPDATE'] === '1') writeFileSync(kept, text);
    expect(text, `to keep the new walk: UPDATE=1 npx vitest run --project postgres-isolated`).toBe(
      readFileSync(kept, 'utf8'),
    );
    const pairs = edges.map((edge) => edge.split(' → ') as [string, string]);
    // The method of a feature is where the walk ends: the catalog has it, no room knows its class.
    const up = pairs.filter(([from, to]) => isRoom(from) && isRoom(to) && rankOf(to) >= rankOf(from));
    expect(up).toEqual([]);
    expect(circleIn(pairs)).toBeNull();
  });
});
