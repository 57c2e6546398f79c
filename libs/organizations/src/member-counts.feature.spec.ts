import { observeStatements } from '@keelson/platform';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { startApp, type SignedIn, type TestApp } from '../../../test/support/app.js';

const route = '/v1/installation/organizations/count-members';
const nobody = '01890a5d-ac96-774b-bcce-b302099a8057';
let app: TestApp;
let operator: SignedIn;
beforeAll(async () => {
  app = await startApp();
  operator = await app.operator();
});
afterAll(() => app?.close());

it('tells operators how many belong to each organization of a page, by no more statements than for one', async () => {
  const [one, other] = [await app.signUp(), await app.signUp()];
  await app.join(one, 'member');
  const gone = await app.join(one, 'member');
  expect((await gone.post('/v1/me/leave')).status).toBe(204);
  expect((await one.post('/v1/members', { name: 'Robot', role: 'member' })).status).toBe(201);
  const organizationIds = [other.organizationId, one.organizationId, nobody];
  // A first request may have the operator looked at anew.
  await operator.post(route, { organizationIds });
  const observed = async (ids: readonly string[]) => {
    let statements = 0;
    observeStatements((text) => void (/\bmemberships\b/.test(text) && (statements += 1)));
    const answer = await operator.post(route, { organizationIds: ids });
    observeStatements(null);
    return { answer, statements };
  };
  const { statements: ofOne } = await observed([one.organizationId]);
  const { answer, statements } = await observed(organizationIds);
  expect(answer).toMatchObject({
    status: 200,
    json: {
      data: [
        { organizationId: other.organizationId, people: 1, serviceAccounts: 0 },
        { organizationId: one.organizationId, people: 2, serviceAccounts: 1 },
        { organizationId: nobody, people: 0, serviceAccounts: 0 },
      ],
    },
  });
  expect(ofOne).toBeGreaterThan(0);
  expect(statements).toBe(ofOne);
});

it('is for operators, and for a page at most', async () => {
  const owner = await app.signUp();
  const { organizationId } = owner;
  expect((await owner.post(route, { organizationIds: [organizationId] })).status).toBe(403);
  expect((await operator.post(route, { organizationIds: [] })).status).toBe(400);
  expect((await operator.post(route, { organizationIds: ['x'] })).status).toBe(400);
});
