import { acrossOrganizations, withContext } from '@keelson/kernel';
import { Schedules } from '@keelson/jobs';
import { Database, type Bindable } from '@keelson/sql';
import { afterAll, beforeAll, describe, expect, it, onTestFinished, vi } from 'vitest';
import { startApp, type SignedIn, type TestApp } from '../../../test/support/app.js';
import { Mailbox } from '@keelson/testing';
import { AccountEndings } from './account-endings.js';
import { AccountReview } from './account-review.js';
import { Accounts } from './index.js';

const dayMs = 86_400_000;

describe('An account whose address nobody proves', () => {
  let app: TestApp;
  const mailbox = new Mailbox();

  beforeAll(async () => {
    app = await startApp({
      // Nothing connects: the mailbox takes the mails.
      environment: { SMTP_URL: 'smtp://127.0.0.1:1' },
      override: mailbox.override,
    });
  });
  afterAll(() => app?.close());

  const post = (url: string, body: object) => app.http('POST', url, { body });
  const everywhere = <T>(work: () => Promise<T>) =>
    withContext({}, () => acrossOrganizations('looks at what is left of accounts', work));
  const query = <T extends object>(sql: string, values: readonly Bindable[]) =>
    everywhere(() => app.get(Database).read<T>(sql, values));
  const write = (sql: string, values: readonly Bindable[]) =>
    everywhere(() => app.get(Database).write(sql, values));

  /** A review of everything that is due by then. */
  const review = async (days: number) => {
    const now = new Date(Date.now() + days * dayMs);
    while (await app.get(AccountReview).deleteBatch(now));
  };
  /** As if it had been made and used last so many days ago. */
  const age = async ({ userId }: SignedIn, days: number) => {
    const at = new Date(Date.now() - days * dayMs);
    await write('UPDATE users SET created_at = ?, used_at = ?, due_at = ? WHERE id = ?', [
      at,
      at,
      at,
      userId,
    ]);
    await write('UPDATE sessions SET created_at = ?, last_used_at = ? WHERE user_id = ?', [at, at, userId]);
  };
  /** As if a program had used a key of the organization so many days ago. */
  const useKey = async ({ organizationId }: SignedIn, days: number) => {
    const at = new Date(Date.now() - days * dayMs);
    const { affected } = await write('UPDATE api_keys SET last_used_at = ? WHERE organization_id = ?', [
      at,
      organizationId,
    ]);
    expect(affected).toBe(1);
  };
  const rowOf = async ({ userId }: SignedIn) =>
    (
      await query<{ name: string; email: string; closed_at: Date | null; due_at: Date | null }>(
        'SELECT name, email, closed_at, due_at FROM users WHERE id = ?',
        [userId],
      )
    )[0];
  const isOpen = async (person: SignedIn) => (await rowOf(person))?.closed_at === null;
  const warnings = ({ email }: SignedIn) =>
    mailbox.to(email).filter(({ subject }) => subject.includes('to keep your account')).length;
  const warned = (person: SignedIn) =>
    vi.waitFor(() => expect(warnings(person)).toBe(1), { timeout: 20_000, interval: 20 });

  it('is kept where mails are files: no one could be warned, or prove an address', async () => {
    const other = await startApp();
    onTestFinished(() => other.close());
    const stranger = await other.signUp({ isProven: false });
    const now = new Date(Date.now() + 400 * dayMs);
    while (await other.get(AccountReview).deleteBatch(now));
    expect((await stranger.get('/v1/me')).status).toBe(200);
  });

  it('is warned after 23 days without use, ends after 30, and leaves nothing once its organization is deleted', async () => {
    const stranger = await app.signUp({ isProven: false });
    await review(22);
    expect(warnings(stranger)).toBe(0);
    await review(24);
    await warned(stranger);
    await review(29);
    expect(await isOpen(stranger)).toBe(true);
    await review(32);
    await vi.waitFor(async () => expect((await stranger.get('/v1/me')).status).toBe(401), { timeout: 1_000 });
    const body = { grant_type: 'password', username: stranger.email, password: stranger.password };
    expect((await post('/v1/auth/token', body)).status).toBe(400);
    expect(await rowOf(stranger)).toMatchObject({
      name: 'Former member',
      email: `${stranger.userId}@closed.invalid`,
    });
    const [member] = await query('SELECT name, email FROM memberships WHERE user_id = ?', [stranger.userId]);
    expect(member).toEqual({ name: 'Former member', email: `${stranger.userId}@closed.invalid` });
    expect(warnings(stranger)).toBe(1);
    // Its organization is deleted like any that is closed; the account stays as long as its member does.
    const { organizationId } = stranger;
    await review(34);
    expect(await rowOf(stranger)).toBeDefined();
    await write("UPDATE organizations SET status_since = ? WHERE id = ? AND status = 'closed'", [
      new Date(Date.now() - 31 * dayMs),
      organizationId,
    ]);
    await withContext({}, () =>
      app.get(Database).transaction(() => app.get(Schedules).runNow('organizations.find-closed')),
    );
    await vi.waitFor(
      async () =>
        expect(await query('SELECT id FROM organizations WHERE id = ?', [organizationId])).toEqual([]),
      { timeout: 30_000, interval: 100 },
    );
    await review(70);
    expect(await rowOf(stranger)).toBeUndefined();
    for (const table of ['devices', 'sign_ins', 'address_links'])
      expect(await query(`SELECT id FROM ${table} WHERE user_id = ?`, [stranger.userId])).toEqual([]);
  });

  it('stays when its user proves the address by the link of the warning', async () => {
    const ada = await app.signUp({ isProven: false });
    await review(24);
    await warned(ada);
    const token = await mailbox.token(ada.email, 'prove');
    expect((await post('/v1/auth/prove-address', { token, password: ada.password })).status).toBe(200);
    await review(400);
    expect(await isOpen(ada)).toBe(true);
    expect((await rowOf(ada))?.due_at).toBeNull();
  });

  it('is kept while it is used, by its user or by a key, and for 90 days at most', async () => {
    const [idle, byKey, bySession] = [
      await app.signUp({ isProven: false }),
      await app.signUp({ isProven: false }),
      await app.signUp({ isProven: false }),
    ];
    await byKey.post('/v1/api-keys', { name: 'Nightly', expiresAt: null });
    for (const one of [idle, byKey, bySession]) await age(one, 40);
    await useKey(byKey, 0);
    const refresh = { grant_type: 'refresh_token', refresh_token: bySession.refreshToken };
    expect((await post('/v1/auth/token', refresh)).status).toBe(200);
    await review(0);
    await warned(idle);
    expect([warnings(byKey), warnings(bySession)]).toEqual([0, 0]);
    await review(8);
    expect([await isOpen(idle), await isOpen(byKey), await isOpen(bySession)]).toEqual([false, true, true]);
    // However much it is used: otherwise strangers could keep as many as they like.
    await age(byKey, 90);
    await review(0);
    await warned(byKey);
    expect(await isOpen(byKey)).toBe(true);
    await review(8);
    expect(await isOpen(byKey)).toBe(false);
  });

  it('does not give its place at an address to another one while a key is used', async () => {
    const [ada, password] = [await app.signUp({ isProven: false }), 'a password of a stranger'];
    const body = { email: ada.email, name: 'Ada', organization: 'Engines' };
    for (const n of [1, 2]) await post('/v1/auth/sign-up', { ...body, password: `${password} ${n}` });
    await ada.post('/v1/api-keys', { name: 'Nightly', expiresAt: null });
    await age(ada, 40);
    await useKey(ada, 0);
    await post('/v1/auth/sign-up', { ...body, password: `${password} 3` });
    expect(await isOpen(ada)).toBe(true);
    await useKey(ada, 8);
    await post('/v1/auth/sign-up', { ...body, password: `${password} 3` });
    expect(await isOpen(ada)).toBe(false);
  });

  it('is counted while it waits, and one that cannot be ended does not delay others', async () => {
    const [stuck, next] = [await app.signUp({ isProven: false }), await app.signUp({ isProven: false })];
    for (const one of [stuck, next]) await age(one, 91);
    await review(0);
    const backlog = async () => {
      const { sql, values } = app.get(AccountReview).backlog(new Date(), 100);
      return (await query(sql, values)).length;
    };
    expect(await backlog()).toBe(0);
    for (const [n, one] of [stuck, next].entries()) {
      const at = new Date(Date.now() - (2 - n) * dayMs);
      await write('UPDATE users SET due_at = ?, warned_at = ? WHERE id = ?', [at, new Date(0), one.userId]);
    }
    expect(await backlog()).toBe(2);
    // It is sampled every few seconds.
    await vi.waitFor(
      async () =>
        expect((await app.http('GET', '/metrics')).text).toContain(
          'keelson_retention_backlog_rows{table="users"} 2',
        ),
      { timeout: 40_000, interval: 500 },
    );
    const end = app.get(AccountEndings).end.bind(app.get(AccountEndings));
    const failing = vi
      .spyOn(app.get(AccountEndings), 'end')
      .mockImplementation((id) => (id === stuck.userId ? Promise.reject(new Error('busy')) : end(id)));
    await expect(review(0)).rejects.toThrow('busy');
    failing.mockRestore();
    expect([await isOpen(stuck), await isOpen(next)]).toEqual([true, false]);
    expect(await backlog()).toBe(0);
    await review(1);
    expect(await isOpen(stuck)).toBe(false);
  });

  it('is kept as long as its user operates the installation', async () => {
    const operator = await app.operator();
    await write('UPDATE users SET proven_key = NULL WHERE id = ?', [operator.userId]);
    await age(operator, 400);
    await review(0);
    expect(await isOpen(operator)).toBe(true);
  });

  it('that has ended in an older version loses its name and address as well', async () => {
    const former = await app.signUp({ isProven: false });
    const at = new Date(Date.now() - dayMs);
    await write('UPDATE users SET closed_at = ?, due_at = ?, email_key = ? WHERE id = ?', [
      at,
      at,
      `closed ${former.userId}`,
      former.userId,
    ]);
    await review(0);
    expect(await rowOf(former)).toMatchObject({
      name: 'Former member',
      email: `${former.userId}@closed.invalid`,
    });
    expect(await app.get(Accounts).of(former.email)).toEqual([]);
  });
});
