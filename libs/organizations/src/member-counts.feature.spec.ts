import { afterAll, beforeAll, expect, it } from 'vitest';
import { startApp, type SignedIn, type TestApp } from '../../../test/support/app.js';
import { sentBy } from '../../../test/support/sent-statements.js';
import { MemberCounts } from './member-counts.js';

const nobody = '01890a5d-ac96-774b-bcce-b302099a8057';
let app: TestApp;
let operator: SignedIn;
beforeAll(async () => {
  app = await startApp();
  operator = await app.operator();
});
afterAll(() => app?.close());

const count = (who: SignedIn, id: string) => who.get(`/v1/installation/organizations/${id}/member-count`);

it('tells operators how many belong to an organization now', async () => {
  const [one, other] = [await app.signUp(), await app.signUp()];
  await app.join(one, 'member');
  const gone = await app.join(one, 'member');
  expect((await gone.post('/v1/me/leave')).status).toBe(204);
  expect((await one.post('/v1/members', { name: 'Robot', role: 'member' })).status).toBe(201);
  const ofOne = { organizationId: one.organizationId, people: 2, serviceAccounts: 1 };
  const ofOther = { organizationId: other.organizationId, people: 1, serviceAccounts: 0 };
  expect(await count(operator, one.organizationId)).toMatchObject({ status: 200, json: ofOne });
  expect(await count(operator, other.organizationId)).toMatchObject({ status: 200, json: ofOther });

  // The command line counts those of a thousand organizations.
  let counted: unknown;
  const sent = await sentBy(async () => {
    counted = await app.get(MemberCounts).of([other.organizationId, nobody, one.organizationId]);
  });
  expect(counted).toEqual([ofOther, ofOne]);
  expect(sent).toHaveLength(1);
});

it('is for operators', async () => {
  const owner = await app.signUp();
  expect((await count(owner, owner.organizationId)).status).toBe(403);
  expect((await count(operator, nobody)).status).toBe(404);
  expect((await count(operator, 'x')).status).toBe(400);
});
