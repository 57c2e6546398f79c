import { Database } from '@keelson/sql';
import { asOrganization, Stores } from '@keelson/kernel';
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { identityApps, type IdentityApp, type IdentityApps } from '../../../test/support/identity.js';
import { whileOpen } from '../../../test/support/while-open.js';
import { Member, Members } from './index.js';

describe('/v1/organizations', () => {
  let apps: IdentityApps;
  let app: IdentityApp;
  let ada: { token: string; id: string };
  let grace: { token: string; id: string };

  const enter = async (email: string, organization: string) => {
    await app.signUp(email, organization);
    const { token, scope } = await app.signIn(email);
    return { token, id: scope.replace('organization:', '') };
  };
  const names = async (token: string) => {
    const { json } = await app.http('GET', '/v1/organizations?sort=name', { token });
    return (json as { data: { name: string }[] }).data.map(({ name }) => name);
  };

  beforeAll(async () => {
    apps = await identityApps();
    app = await apps.start();
    ada = await enter('ada@example.com', 'Engines');
    grace = await enter('grace@example.com', 'Compilers');
  });
  afterAll(() => apps.close());

  it('shows what one is a member of, and nothing else', async () => {
    expect(await names(ada.token)).toEqual(['Engines']);
    expect((await app.http('GET', `/v1/organizations/${ada.id}`, { token: ada.token })).json).toMatchObject({
      id: ada.id,
      name: 'Engines',
    });
    expect((await app.http('GET', `/v1/organizations/${grace.id}`, { token: ada.token })).status).toBe(404);
    expect(
      (await app.http('PATCH', `/v1/organizations/${grace.id}`, { token: ada.token, body: { name: 'Mine' } }))
        .status,
    ).toBe(404);
    expect(await names(grace.token)).toEqual(['Compilers']);
  });

  it('creates one that the caller owns, and shows it at once to the token that made it', async () => {
    const made = await app.http('POST', '/v1/organizations', { token: ada.token, body: { name: 'Looms' } });
    expect(made).toMatchObject({ status: 201, json: { name: 'Looms', version: 1 } });
    const id = String(made.json['id']);
    expect(made.headers['location']).toBe(`/v1/organizations/${id}`);
    expect(await names(ada.token)).toEqual(['Engines', 'Looms']);
    const { token } = await app.signIn('ada@example.com', `organization:${id}`);
    expect((await app.http('GET', '/v1/me', { token })).json).toMatchObject({
      role: 'owner',
      organization: { id },
    });
    const audit = await app.http('GET', '/v1/audit-entries', { token });
    expect(audit.json).toMatchObject({
      data: [
        { action: 'auth:sign-in', subjectType: 'session' },
        { action: 'organizations:create', subjectType: 'member' },
      ],
    });
  });

  it('renames only the organization of the token', async () => {
    const list = await app.http('GET', '/v1/organizations?sort=name', { token: ada.token });
    const looms = (list.json as { data: { id: string }[] }).data[1]?.id;
    const rename = (id: string | undefined, body: object, headers = {}) =>
      app.http('PATCH', `/v1/organizations/${id}`, { token: ada.token, body, headers });
    expect(await rename(looms, { name: 'Jacquard' })).toMatchObject({
      status: 403,
      json: { code: 'organizations.other' },
    });
    expect(await names(ada.token)).toEqual(['Engines', 'Looms']);
    expect(await rename(ada.id, { name: 'Engines & Sons' }, { 'if-match': '"1"' })).toMatchObject({
      status: 200,
      headers: { etag: '"2"' },
      json: { name: 'Engines & Sons', version: 2 },
    });
    expect((await rename(ada.id, { name: 'Late' }, { 'if-match': '"1"' })).status).toBe(412);
    expect((await rename(ada.id, { name: null })).status).toBe(400);
    expect((await rename(ada.id, { owner: 'me' })).status).toBe(400);
    expect(await names(ada.token)).toEqual(['Engines & Sons', 'Looms']);
  });

  it('lets members create but not rename', async () => {
    const { json } = await app.http('GET', '/v1/me', { token: grace.token });
    const graceId = (json as { user: { id: string } }).user.id;
    const person = { userId: graceId, name: 'Grace', email: 'grace@example.com' };
    const membership = await asOrganization(ada.id, () =>
      app.get(Database).transaction(() => app.get(Members).add(ada.id, person, { role: 'member' })),
    );
    expect(membership.organizationId).toBe(ada.id);
    // At once, by the token that she had before.
    expect(await names(grace.token)).toEqual(['Compilers', 'Engines & Sons']);
    const { token } = await app.signIn('grace@example.com', `organization:${ada.id}`);
    const rename = await app.http('PATCH', `/v1/organizations/${ada.id}`, { token, body: { name: 'Mine' } });
    expect(rename).toMatchObject({ status: 403, json: { code: 'forbidden' } });
    expect(JSON.stringify(rename.json)).toContain('organizations:update');
    expect((await app.http('POST', '/v1/organizations', { token, body: { name: 'Cobol' } })).status).toBe(
      201,
    );
  });

  it('makes no more than one user can belong to', async () => {
    const { token } = await enter('many@example.com', 'First');
    const create = () => app.http('POST', '/v1/organizations', { token, body: { name: 'Another' } });
    const { json } = await app.http('GET', '/v1/me', { token });
    const userId = (json as { user: { id: string } }).user.id;
    await app.get(Database).transaction(async () => {
      for (let made = 1; made < 99; made += 1)
        await asOrganization(randomUUID(), () =>
          app.get(Stores).of(Member).insert({ kind: 'person', userId, name: 'Many', role: 'member' }),
        );
    });
    // Two for one place, at once.
    const person = { userId, name: 'Many', email: 'many@example.com' };
    const last = () => asOrganization(ada.id, () => app.get(Members).add(ada.id, person, { role: 'member' }));
    expect(await whileOpen(app.get(Database), last, create, 'memberships')).toMatchObject({
      status: 422,
      json: { code: 'organizations.too_many' },
    });
    expect(await create()).toMatchObject({ status: 422, json: { code: 'organizations.too_many' } });
    expect((await app.http('GET', '/v1/organizations?limit=200', { token })).json).toMatchObject({
      page: { next: null },
    });
  });
});
