import { inScope, installationScope } from '@keelson/kernel';
import { CommandError, Database, storedScope, type DeclaredApplication } from '@keelson/sql';
import { hostname } from 'node:os';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startApp, type SignedIn, type TestApp } from '../../../../test/support/app.js';
import { grantOperator, listOperators, revokeOperator } from './operators.commands.js';
import { endUserSessions, findUsers } from './users.commands.js';

const route = '/v1/installation/users';
const nobody = '01890a5d-ac96-774b-bcce-b302099a8057';
const installationId = storedScope(installationScope);

let app: TestApp;
let operator: SignedIn;

beforeAll(async () => {
  app = await startApp();
  operator = await app.operator();
});
afterAll(() => app.close());

const entriesOf = (subjectId: string, action: string) =>
  inScope(installationScope, () =>
    app
      .get(Database)
      .read<{ actor_id: string | null; request_id: string }>(
        'SELECT actor_id, request_id FROM audit_entries WHERE organization_id = ? AND subject_id = ? AND action = ? ORDER BY id',
        [installationId, subjectId, action],
      ),
  );

describe('Users of the installation', () => {
  it('are found by id or by the whole address in any case, and each look is recorded', async () => {
    const ada = await app.signUp();
    const user = { id: ada.userId, email: ada.email, name: 'Ada', closedAt: null };
    for (const body of [{ user: ada.userId }, { user: ada.email.toUpperCase() }])
      expect(await operator.post(`${route}/find`, body)).toMatchObject({
        status: 200,
        json: { data: [user] },
      });
    expect(await entriesOf(ada.userId, 'installation-users:find')).toMatchObject([
      { actor_id: operator.userId },
      { actor_id: operator.userId },
    ]);
    expect((await operator.post(`${route}/find`, { user: ada.email.slice(1) })).json.data).toEqual([]);
    expect((await operator.post(`${route}/find`, { user: nobody })).json.data).toEqual([]);
  });

  it.each([
    [{}],
    [{ user: 'x' }],
    [{ user: '' }],
    [{ user: 7 }],
    [{ user: `${'x'.repeat(250)}@example.com` }],
    [{ user: nobody, more: 1 }],
  ])('are not found by %j', async (body) => {
    expect((await operator.post(`${route}/find`, body)).status).toBe(400);
  });

  it('are out at once when an operator ends their sessions, and can sign in again', async () => {
    const ada = await app.signUp();
    expect((await ada.get('/v1/me')).status).toBe(200);
    expect((await operator.post(`${route}/${ada.userId}/end-sessions`)).status).toBe(204);
    expect((await ada.get('/v1/me')).status).toBe(401);
    const tokens = (body: object) => app.http('POST', '/v1/auth/token', { body });
    expect((await tokens({ grant_type: 'refresh_token', refresh_token: ada.refreshToken })).status).toBe(400);
    expect(
      (await tokens({ grant_type: 'password', username: ada.email, password: ada.password })).status,
    ).toBe(200);
    expect(await entriesOf(ada.userId, 'installation-users:end-sessions')).toHaveLength(1);
    expect((await operator.post(`${route}/${nobody}/end-sessions`)).status).toBe(404);
    expect((await operator.post(`${route}/x/end-sessions`)).status).toBe(400);
  });

  it('are nothing for an organization to look for', async () => {
    const ada = await app.signUp();
    expect((await ada.post(`${route}/find`, { user: operator.userId })).status).toBe(403);
    expect((await ada.post(`${route}/${operator.userId}/end-sessions`)).status).toBe(403);
    expect((await operator.get('/v1/installation/operators')).status).toBe(200);
  });
});

describe('The command line', () => {
  const application = () => ({ services: () => Promise.resolve(app) }) as unknown as DeclaredApplication;
  const by = new RegExp(`^command-line:.*@${hostname().slice(0, 20)}`);

  it('makes and ends operators', async () => {
    const ada = await app.signUp();
    const input = { userId: ada.userId } as never;
    const ids = async () => {
      const { json } = await listOperators.run(application(), {} as never);
      return (json as { operators: { userId: string }[] }).operators.map(({ userId }) => userId);
    };
    expect(await ids()).not.toContain(ada.userId);
    await grantOperator.run(application(), input);
    expect(await ids()).toContain(ada.userId);
    await revokeOperator.run(application(), input);
    expect(await ids()).not.toContain(ada.userId);
    for (const command of [grantOperator, revokeOperator])
      await expect(command.run(application(), { userId: nobody } as never)).rejects.toThrow(CommandError);
    await expect(grantOperator.run(application(), { userId: 'ada' } as never)).rejects.toThrow('not a UUID');
  });

  it('finds users and ends their sessions', async () => {
    const ada = await app.signUp();
    const found = await findUsers.run(application(), { user: ada.email } as never);
    expect(found.json).toMatchObject({ users: [{ id: ada.userId }] });
    await expect(findUsers.run(application(), { user: 'ada' } as never)).rejects.toThrow(CommandError);
    await endUserSessions.run(application(), { userId: ada.userId } as never);
    expect((await ada.get('/v1/me')).status).toBe(401);
    const [entry] = await entriesOf(ada.userId, 'installation-users:find');
    expect(entry).toMatchObject({ actor_id: null, request_id: expect.stringMatching(by) });
  });
});
