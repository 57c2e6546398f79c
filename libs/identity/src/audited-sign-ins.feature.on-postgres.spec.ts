import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { signIn, startApp, type SignedIn, type TestApp } from '../../../test/support/app.js';
import { RefusedSignIns, shortened } from './refused-sign-ins.js';

interface Entry {
  readonly action: string;
  readonly kind: string;
  readonly subjectType: string;
  readonly subjectId: string;
  readonly actorId: string | null;
  readonly changes: Readonly<Record<string, { readonly after: unknown }>>;
}

let app: TestApp;
let ada: SignedIn;
let operator: SignedIn;
beforeAll(async () => {
  app = await startApp({ environment: { ROLE: 'api', TRUST_PROXY: '1' } });
  ada = await app.signUp();
  operator = await app.operator();
});
afterAll(() => app.close());

const path = '/v1/installation/audit-entries';
const installation = async (query: string) => {
  const answer = await operator.get(`${path}?${query}`);
  expect(answer.status, answer.text).toBe(200);
  return answer.json.data as Entry[];
};
const attempt = (username: string, from: string, password = 'wrong horse battery') =>
  app.http('POST', '/v1/auth/token', {
    body: { grant_type: 'password', username, password },
    headers: { 'x-forwarded-for': from },
  });
const refused = () => installation('filter[action]=auth:sign-in').then((all) => all.filter(isRefused));
const isRefused = ({ kind }: Entry) => kind === 'refused';

describe('The audit log', () => {
  it('has an entry for each sign-in, in the organization that it is for', async () => {
    const entries = async () =>
      (await ada.get('/v1/audit-entries?filter[action]=auth:sign-in')).json.data as Entry[];
    const before = await entries();
    const again = await signIn(app.http, ada.email, ada.password);
    const [entry, ...rest] = await entries();
    expect(rest).toEqual(before);
    expect(entry).toMatchObject({
      kind: 'signed-in',
      subjectType: 'session',
      actorId: ada.userId,
      changes: {},
    });
    const sessions = (await again.get('/v1/me/sessions')).json.data as { id: string; current: boolean }[];
    expect(sessions.find(({ current }) => current)?.id).toBe(entry?.subjectId);
  });

  it('has the sign-ins of operators in the log of the installation', async () => {
    const entries = await installation(`filter[actorId]=${operator.userId}&filter[action]=auth:sign-in`);
    expect(entries).toEqual([expect.objectContaining({ kind: 'signed-in', subjectType: 'session' })]);
  });

  it('has one entry for many refused attempts on an account from a network, without the address', async () => {
    expect(await refused()).toEqual([]);
    for (let n = 0; n < 6; n += 1) expect((await attempt(ada.email, `203.0.113.${n}`)).status).toBe(400);
    expect((await attempt(ada.email, '198.51.100.7')).status).toBe(400);
    expect((await attempt('nobody@example.com', '2001:db8:1:2::3')).status).toBe(400);
    await app.get(RefusedSignIns).recordNow();
    const first = await refused();
    expect(
      first.map(({ subjectType, changes }) => [
        subjectType,
        changes['network']?.after,
        changes['attempts']?.after,
      ]),
    ).toEqual(
      expect.arrayContaining([
        ['user', '203.0.113.0/24', 6],
        ['user', '198.51.100.0/24', 1],
        ['network', '2001:db8:1::/48', 1],
      ]),
    );
    expect(
      first.filter(({ subjectType }) => subjectType === 'user').map(({ subjectId }) => subjectId),
    ).toEqual([ada.userId, ada.userId]);
    expect(JSON.stringify(first)).not.toMatch(/nobody@|203\.0\.113\.[1-9]/);
    // Those that follow wait, so that an attack does not fill the log.
    await attempt(ada.email, '203.0.113.9');
    await app.get(RefusedSignIns).recordNow();
    expect(await refused()).toHaveLength(first.length);
    const organizations = await ada.get('/v1/audit-entries?filter[action]=auth:sign-in');
    expect((organizations.json.data as Entry[]).filter(isRefused)).toEqual([]);
  });

  it('keeps the number of entries small, however many accounts and networks are tried', async () => {
    const refusals = app.get(RefusedSignIns);
    const before = (await refused()).length;
    for (let n = 0; n < 11_000; n += 1) refusals.note(null, `10.${n >> 8}.${n & 255}.1`);
    await refusals.recordNow();
    await refusals.recordNow();
    const after = await installation('filter[action]=auth:sign-in&limit=200');
    const written = after.filter(isRefused).length - before;
    // Ten a round; the loop may have had rounds of its own meanwhile.
    expect(written % 10).toBe(0);
    expect(written).toBeGreaterThanOrEqual(20);
    expect(written).toBeLessThanOrEqual(50);
    const [others] = (await refused()).filter(({ changes }) => changes['network']?.after === 'others');
    expect(others?.changes['attempts']?.after).toBeGreaterThan(900);
  });

  it('is for operators, who filter by action, actor, subject and time', async () => {
    expect((await ada.get(path)).status).toBe(403);
    expect((await app.http('GET', path)).status).toBe(401);
    expect((await installation(`filter[subjectId]=${ada.userId}`)).filter(isRefused)).toHaveLength(2);
    expect(await installation('filter[createdAt][gte]=2001-01-01T00:00:00.000Z&limit=1')).toHaveLength(1);
    expect(await installation('filter[createdAt][lte]=2001-01-01T00:00:00.000Z')).toEqual([]);
    const [entry] = (await operator.get(`${path}?limit=1`)).json.data as { id: string }[];
    expect((await operator.get(`${path}/${entry?.id}`)).status).toBe(200);
    const [own] = (await ada.get('/v1/audit-entries?limit=1')).json.data as { id: string }[];
    expect((await operator.get(`${path}/${own?.id}`)).status).toBe(404);
  });
});

describe('A network in the audit log', () => {
  it.each([
    ['203.0.113.77', '203.0.113.0/24'],
    ['2001:db8:1:2::/64', '2001:db8:1::/48'],
    ['unknown', 'unknown'],
  ])('%s is kept as %s', (network, kept) => {
    expect(shortened(network)).toBe(kept);
  });
});
