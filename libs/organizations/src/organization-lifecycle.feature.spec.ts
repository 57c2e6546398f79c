import { asOrganization, defineJob, Feature, inScope, installationScope, Jobs, Text } from '@keelson/kernel';
import { JobProcessor, type JobAttempt } from '@keelson/jobs';
import { Database, storedScope } from '@keelson/sql';
import { Injectable, Module } from '@nestjs/common';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { startApp, type SignedIn, type TestApp } from '../../../test/support/app.js';

class Load {
  @Text({ max: 20 })
  text!: string;
}

const load = defineJob('test.load', Load);

/** What the jobs of this spec have done, in both processes. */
const done: string[] = [];
const begun: string[] = [];
let isOpen = true;

@Injectable()
@JobProcessor(load, { timeoutMs: 60_000 })
class LoadJob {
  async run({ text }: Load, attempt: JobAttempt): Promise<void> {
    begun.push(text);
    while (!isOpen && !attempt.signal.aborted) await new Promise((resolve) => setTimeout(resolve, 20));
    attempt.signal.throwIfAborted();
    done.push(text);
  }
}

@Module({ imports: [Feature.declare({})], providers: [LoadJob] })
class LoadModule {}

const route = '/v1/installation/organizations';
const reason = 'The invoice of March is unpaid.';

describe('The life of an organization', () => {
  let app: TestApp;
  let other: TestApp;
  let operator: SignedIn;

  beforeAll(async () => {
    app = await startApp({ modules: [LoadModule] });
    other = await startApp({ modules: [LoadModule], databaseUrl: app.databaseUrl });
    operator = await app.operator();
  });
  afterAll(async () => {
    await other.close();
    await app.close();
  });

  const act = (verb: 'suspend' | 'resume' | 'close', { organizationId }: SignedIn) =>
    operator.post(`${route}/${organizationId}/${verb}`, verb === 'resume' ? undefined : { reason });
  const signIn = ({ email, password }: SignedIn, scope?: string) =>
    app.http('POST', '/v1/auth/token', {
      body: { grant_type: 'password', username: email, password, ...(scope && { scope }) },
    });
  const enqueue = ({ organizationId }: SignedIn, text: string) =>
    asOrganization(organizationId, () => app.get(Jobs).enqueue(load, { text }));
  const entriesIn = (organizationId: string, subjectId: string) =>
    (organizationId === storedScope(installationScope)
      ? inScope(installationScope, () => read(organizationId, subjectId))
      : asOrganization(organizationId, () => read(organizationId, subjectId))
    ).then((rows) => rows.map(({ action }) => action));
  const read = (organizationId: string, subjectId: string) =>
    app
      .get(Database)
      .read<{ action: string }>(
        "SELECT action FROM audit_entries WHERE organization_id = ? AND subject_id = ? AND action LIKE 'installation-%' ORDER BY id",
        [organizationId, subjectId],
      );

  it('is listed for operators, by status and by the beginning of the name', async () => {
    const ada = await app.signUp();
    await ada.patch(`/v1/organizations/${ada.organizationId}`, { name: 'Zanzibar Ropes' });
    const found = (query: string) => operator.get(`${route}?filter[name][prefix]=Zanzibar&${query}`);
    expect((await found('filter[status]=active')).json.data).toMatchObject([
      { id: ada.organizationId, name: 'Zanzibar Ropes', status: 'active', statusReason: null },
    ]);
    await act('suspend', ada);
    expect((await found('filter[status]=active')).json.data).toEqual([]);
    expect((await found('filter[status]=suspended')).json.data).toMatchObject([
      { statusReason: reason, statusBy: operator.userId },
    ]);
    expect((await ada.get(route)).status).toBe(403);
  });

  it('is stopped for its members in every process within a second, and goes on as if nothing had been', async () => {
    const ada = await app.signUp();
    const bob = await app.join(ada, 'member');
    const elsewhere = () => other.http('GET', '/v1/me', { token: bob.token });
    expect((await elsewhere()).status).toBe(200);
    expect((await ada.get('/v1/products')).status).toBe(200);

    expect(await act('suspend', ada)).toMatchObject({ status: 200, json: { status: 'suspended' } });
    const refusal = {
      status: 403,
      json: {
        code: 'organizations.suspended',
        detail: `The organization "Ada Marine" is suspended: ${reason}`,
      },
    };
    expect(await ada.get('/v1/products')).toMatchObject(refusal);
    await vi.waitFor(async () => expect(await elsewhere()).toMatchObject(refusal), {
      timeout: 1_000,
      interval: 50,
    });
    expect((await act('suspend', ada)).json.code).toBe('wrong_state');

    expect(await act('resume', ada)).toMatchObject({
      status: 200,
      json: { status: 'active', statusReason: null },
    });
    expect((await ada.get('/v1/products')).status).toBe(200);
    await vi.waitFor(async () => expect((await elsewhere()).status).toBe(200), {
      timeout: 2_000,
      interval: 50,
    });
  });

  it('is passed over at sign-in, which says why when there is no other', async () => {
    const ada = await app.signUp();
    await act('suspend', ada);
    expect(await signIn(ada)).toMatchObject({
      status: 400,
      json: { error: 'invalid_scope', error_description: expect.stringContaining('is suspended') },
    });
    expect(
      await app.http('POST', '/v1/auth/token', {
        body: { grant_type: 'refresh_token', refresh_token: ada.refreshToken },
      }),
    ).toMatchObject({ status: 400, json: { error: 'invalid_scope' } });
    await act('resume', ada);
    const second = await ada.post('/v1/organizations', { name: 'Second' });
    await act('suspend', ada);
    const { json } = await signIn(ada);
    expect(json.scope).toBe(`organization:${second.json.id as string}`);
    const token = json.access_token as string;
    const { json: mine } = await app.http('GET', '/v1/organizations?sort=createdAt', { token });
    expect(mine.data).toMatchObject([
      { id: ada.organizationId, status: 'suspended', statusReason: reason },
      { id: second.json.id, status: 'active', statusReason: null },
    ]);
    expect(await signIn(ada, `organization:${ada.organizationId}`)).toMatchObject({ status: 400 });
  });

  it('holds its jobs, also those that run, and lets them go on after it is resumed', async () => {
    const [ada, bob] = await Promise.all([app.signUp(), app.signUp()]);
    isOpen = false;
    const running = await enqueue(ada, 'ran');
    await vi.waitFor(() => expect(begun).toContain('ran'), { timeout: 10_000 });
    await act('suspend', ada);
    const waiting = await enqueue(ada, 'waited');
    const stateOf = async ({ id }: { id: string }) =>
      (
        await asOrganization(ada.organizationId, () =>
          app
            .get(Database)
            .read<{ state: string; attempt: number; max_attempts: number }>(
              'SELECT state, attempt, max_attempts FROM jobs WHERE id = ? AND organization_id = ?',
              [id, ada.organizationId],
            ),
        )
      )[0];
    await vi.waitFor(async () => expect(await stateOf(running)).toMatchObject({ state: 'waiting' }), {
      timeout: 10_000,
    });
    isOpen = true;
    // Jobs of others go on, so that those of the suspended organization had their chance.
    await enqueue(bob, 'other');
    await vi.waitFor(() => expect(done).toContain('other'), { timeout: 10_000 });
    expect(await stateOf(waiting)).toMatchObject({ state: 'waiting', attempt: 0 });
    expect(done).not.toContain('ran');

    await act('resume', ada);
    await vi.waitFor(() => expect(done).toEqual(expect.arrayContaining(['ran', 'waited'])), {
      timeout: 10_000,
    });
    await vi.waitFor(async () => expect(await stateOf(running)).toMatchObject({ state: 'done', attempt: 2 }));
    expect(done.filter((text) => text === 'ran')).toHaveLength(1);
  });

  it('is recorded in its own log and in that of the installation', async () => {
    const ada = await app.signUp();
    await act('close', ada);
    await act('resume', ada);
    const actions = ['installation-organizations:close', 'installation-organizations:resume'];
    expect(await entriesIn(ada.organizationId, ada.organizationId)).toEqual(actions);
    expect(await entriesIn(storedScope(installationScope), ada.organizationId)).toEqual(actions);
  });

  it.each([
    ['without a reason', {}],
    ['with an empty one', { reason: '' }],
    ['with one that is too long', { reason: 'x'.repeat(501) }],
    ['with more than a reason', { reason, status: 'closed' }],
  ])('is not suspended %s', async (_, body) => {
    const ada = await app.signUp();
    expect((await operator.post(`${route}/${ada.organizationId}/suspend`, body)).status).toBe(400);
    expect((await ada.get('/v1/products')).status).toBe(200);
  });
});
