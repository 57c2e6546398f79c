import { acrossOrganizations, asOrganization, inScope, installationScope, Jobs } from '@keelson/kernel';
import { Schedules, type JobAttempt } from '@keelson/jobs';
import { Database, storedScope, TenantRows } from '@keelson/sql';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { startApp, type SignedIn, type TestApp } from '../../../../test/support/app.js';
import { deleteData } from './closed-data.js';
import { DeleteDataJob } from './delete-data.job.js';

const route = '/v1/installation/organizations';
const product = (sku: string) => ({ sku, name: 'Rope', price: 900, currency: 'EUR', stock: 3 });
const installationId = storedScope(installationScope);

describe('The data of a closed organization', () => {
  let app: TestApp;
  let operator: SignedIn;

  beforeAll(async () => {
    app = await startApp({ environment: { CLOSED_ORGANIZATION_DAYS: '30' } });
    operator = await app.operator();
  });
  afterAll(() => app.close());

  /** An organization with rows in many tables. */
  const inUse = async (rows = 3): Promise<SignedIn> => {
    const owner = await app.signUp();
    for (let index = 0; index < rows; index += 1)
      expect((await owner.post('/v1/products', product(`ROPE-${index}`))).status).toBe(201);
    return owner;
  };
  const close = ({ organizationId }: SignedIn) =>
    operator.post(`${route}/${organizationId}/close`, { reason: 'It was asked for.' });
  /** As if it had been closed so many days ago. */
  const closedDaysAgo = async (owner: SignedIn, days: number) => {
    expect((await close(owner)).status).toBe(200);
    await app
      .get(Database)
      .write('UPDATE organizations SET status_since = ? WHERE id = ?', [
        new Date(Date.now() - days * 86_400_000),
        owner.organizationId,
      ]);
  };
  const rowsOf = async ({ organizationId }: SignedIn): Promise<Record<string, number>> => {
    const counts: Record<string, number> = {};
    for (const table of app.get(TenantRows).tables) {
      const [row] = await asOrganization(organizationId, () =>
        app
          .get(Database)
          .read<{ n: number }>(`SELECT COUNT(*) AS n FROM ${table} WHERE organization_id = ?`, [
            organizationId,
          ]),
      );
      if (Number(row?.n) > 0) counts[table] = Number(row?.n);
    }
    return counts;
  };
  const exists = async (owner: SignedIn) =>
    (await operator.get(`${route}/${owner.organizationId}`)).status === 200;
  const findDue = () =>
    app.get(Database).transaction(() => app.get(Schedules).runNow('organizations.find-closed'));
  const entriesOf = ({ organizationId }: SignedIn) =>
    inScope(installationScope, () =>
      app
        .get(Database)
        .read<{ kind: string }>(
          "SELECT kind FROM audit_entries WHERE organization_id = ? AND subject_id = ? AND action = 'installation-organizations:delete-data' ORDER BY id",
          [installationId, organizationId],
        ),
    ).then((rows) => rows.map(({ kind }) => kind));

  it('is deleted from every table once its time has come, and nothing of others', async () => {
    const [old, recent, other] = [await inUse(), await inUse(), await inUse()];
    await closedDaysAgo(old, 31);
    await closedDaysAgo(recent, 29);
    expect(Object.keys(await rowsOf(old))).toEqual(
      expect.arrayContaining(['audit_entries', 'memberships', 'outbox_events', 'products', 'search_words']),
    );
    const before = [await rowsOf(recent), await rowsOf(other)];
    await findDue();
    await vi.waitFor(async () => expect(await exists(old)).toBe(false), { timeout: 20_000, interval: 100 });
    expect(await rowsOf(old)).toEqual({});
    expect((await rowsOf(recent))['products']).toBe(before[0]?.['products']);
    expect((await rowsOf(other))['products']).toBe(before[1]?.['products']);
    expect(await exists(recent)).toBe(true);
    expect((await other.get('/v1/products')).json.data).toHaveLength(3);
    // The mark, the organization itself, and how many rows went.
    expect(await entriesOf(old)).toEqual(['updated', 'deleted', 'updated']);
    expect(await entriesOf(recent)).toEqual([]);
    expect((await operator.post(`${route}/${recent.organizationId}/resume`)).status).toBe(200);
    expect((await recent.get('/v1/products')).json.data).toHaveLength(3);
  });

  it('leaves a user without an organization, who can not sign in until there is another', async () => {
    const owner = await inUse(1);
    await closedDaysAgo(owner, 31);
    await findDue();
    await vi.waitFor(async () => expect(await exists(owner)).toBe(false), { timeout: 20_000, interval: 100 });
    const body = { grant_type: 'password', username: owner.email, password: owner.password };
    expect(await app.http('POST', '/v1/auth/token', { body })).toMatchObject({
      status: 400,
      json: { error: 'invalid_scope' },
    });
    expect(await owner.get('/v1/products')).toMatchObject({ status: 401 });
  });

  it('is deleted in batches; an attempt that was interrupted is continued, and it is recorded once', async () => {
    const owner = await inUse(2);
    await closedDaysAgo(owner, 31);
    await asOrganization(owner.organizationId, () =>
      app.get(Database).transaction(async () => {
        for (let index = 0; index < 450; index += 1)
          await app
            .get(Database)
            .write('INSERT INTO search_words (organization_id, subject, word, row_id) VALUES (?, ?, ?, ?)', [
              owner.organizationId,
              'products',
              `word${index}`,
              owner.userId,
            ]);
      }),
    );
    const job = app.get(DeleteDataJob);
    const stop = new AbortController();
    const saved: number[] = [];
    const attempt = (last: number): JobAttempt =>
      ({
        signal: stop.signal,
        checkpoint: saved.length > 0 ? { deletedRows: saved.at(-1) } : null,
        progress: () => undefined,
        save: ({ deletedRows }: { deletedRows: number }) => {
          saved.push(deletedRows);
          if (saved.length === last) throw new Error('The worker died.');
          return Promise.resolve();
        },
      }) as unknown as JobAttempt;
    const payload = { organizationId: owner.organizationId, isLate: false };
    const run = (last: number) => inScope(installationScope, () => job.run(payload, attempt(last)));
    await expect(run(3)).rejects.toThrow('The worker died.');
    // What the last transaction had deleted is there again.
    saved.pop();
    expect(await exists(owner)).toBe(true);
    expect(await operator.post(`${route}/${owner.organizationId}/resume`)).toMatchObject({
      status: 409,
      json: { code: 'organizations.being_deleted' },
    });
    // Two at once, as when a worker is slow and another has taken over.
    await Promise.all([run(-1), run(-1)]);
    // 450 rows take three batches at least.
    expect(saved.length).toBeGreaterThan(4);
    expect(await rowsOf(owner)).toEqual({});
    expect(await exists(owner)).toBe(false);
    expect(await entriesOf(owner)).toEqual(['updated', 'deleted', 'updated']);
  });

  it('is looked for once more a day later, and nothing runs for it until then', async () => {
    const owner = await inUse(1);
    await closedDaysAgo(owner, 31);
    await findDue();
    await vi.waitFor(async () => expect(await exists(owner)).toBe(false), { timeout: 20_000, interval: 100 });
    const held = () =>
      app.get(Database).read('SELECT id FROM job_holds WHERE id = ?', [owner.organizationId]);
    expect(await held()).toHaveLength(1);
    const late = await acrossOrganizations('looks', () =>
      app
        .get(Database)
        .read<{ state: string; run_at: Date }>(
          'SELECT state, run_at FROM jobs WHERE queue = ? AND dedupe_key = ?',
          [deleteData.name, `${owner.organizationId} late`],
        ),
    );
    expect(late).toMatchObject([{ state: 'delayed' }]);
    await inScope(installationScope, () =>
      app.get(Jobs).enqueue(deleteData, { organizationId: owner.organizationId, isLate: true }),
    );
    await vi.waitFor(async () => expect(await held()).toEqual([]), { timeout: 20_000, interval: 100 });
    expect(await entriesOf(owner)).toHaveLength(3);
  });
});
