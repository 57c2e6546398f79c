import { asOrganization, withContext } from '@keelson/kernel';
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { JobFiles } from '@keelson/jobs/ports';
import type { JobAttempt } from '@keelson/jobs';
import { RightsLostError } from '@keelson/jobs/ports';
import { ExportRows } from '../../libs/transfers/src/export-rows.js';
import { startApp, type Answer, type SignedIn, type TestApp } from '../support/app.js';
import { CrewModule } from '../support/features/crew/index.js';

const addresses = 'sailors:read-addresses';
const others = ['sailors:read', 'sailors:create', 'sailors:update', 'sailors:export', 'jobs:read'];

let app: TestApp;
let owner: SignedIn;
/** Has all rights on sailors but the one to see their addresses. */
let mate: SignedIn;
let roleUrl: string;

const mustBe = (status: number, answer: Answer) => {
  if (answer.status !== status) throw new Error(answer.text);
};

beforeAll(async () => {
  app = await startApp({ modules: [CrewModule] });
  owner = await app.signUp();
  mate = await app.join(owner, 'guest');
  const role = await owner.post('/v1/roles', { name: 'Mate', permissions: others });
  mustBe(201, role);
  roleUrl = `/v1/roles/${role.json.id}`;
  const all = (await owner.get('/v1/members?limit=200')).json.data as { id: string; userId: string }[];
  const member = all.find(({ userId }) => userId === mate.userId);
  const given = await owner.patch(`/v1/members/${member?.id}`, { role: 'custom', roleId: role.json.id });
  mustBe(200, given);
  for (const [name, email] of [
    ['Jason', 'jason@argo.example'],
    ['Orpheus', 'orpheus@argo.example'],
  ])
    mustBe(201, await owner.post('/v1/sailors', { name, email }));
});
afterAll(() => app?.close());

/** Gives the mate the right to see addresses, or takes it. */
const seeAddresses = async (may: boolean) => {
  const changed = await owner.patch(roleUrl, { permissions: may ? [...others, addresses] : others });
  expect(changed.status, changed.text).toBe(200);
  await vi.waitFor(async () => {
    const { json } = await mate.get('/v1/sailors');
    expect('email' in json.data[0]).toBe(may);
  });
};
const sailor = async (name = 'Tiphys'): Promise<string> =>
  (await owner.post('/v1/sailors', { name, email: `${name.toLowerCase()}@argo.example` })).json.id as string;

describe('A field that the caller may not see', () => {
  it.each(['filter[email][prefix]=j', 'sort=email', 'sort=-email', 'fields=name,email'])(
    'is neither listed nor exported by %s',
    async (query) => {
      for (const answer of [
        await mate.get(`/v1/sailors?${query}`),
        await mate.post(`/v1/sailors/export?${query}`),
      ]) {
        expect(answer).toMatchObject({ status: 403, json: { code: 'forbidden' } });
        expect(answer.json.detail).toContain(addresses);
      }
      expect((await owner.get(`/v1/sailors?${query}`)).status).toBe(200);
    },
  );

  it('is not in the file that the caller exports', async () => {
    const accepted = await mate.post('/v1/sailors/export');
    expect(accepted.status, accepted.text).toBe(202);
    await vi.waitFor(async () => expect((await mate.get(accepted.json.location)).json.state).toBe('done'), {
      timeout: 20_000,
      interval: 50,
    });
    const { text } = await mate.get(`/v1/jobs/${accepted.json.id}/file`);
    expect(text.split('\r\n')[0]).toBe('id,name,status,version');
    expect(text).not.toContain('@argo.example');
  });

  it('changes the ETag of every answer in one way, and each is good for If-Match', async () => {
    const tags = (...answers: Answer[]) => answers.map(({ headers }) => headers['etag']);
    const id = await sailor();
    const url = `/v1/sailors/${id}`;
    const read = await mate.get(url);
    expect(read.json).not.toHaveProperty('email');
    const key = { 'idempotency-key': randomUUID() };
    const made = await mate.post('/v1/sailors', { name: 'Lynceus', email: 'lynceus@argo.example' }, key);
    const again = await mate.post('/v1/sailors', { name: 'Lynceus', email: 'lynceus@argo.example' }, key);
    expect(again.headers['idempotency-replayed']).toBe('true');
    expect(again.json).toEqual(made.json);
    const [madeTag] = tags(await mate.get(`/v1/sailors/${made.json.id}`));
    expect(tags(made, again)).toEqual([madeTag, madeTag]);
    let tag = read.headers['etag'] as string;
    for (const name of ['Tiphys II', 'Tiphys III']) {
      const changed = await mate.patch(url, { name }, { 'if-match': tag });
      expect(changed.status, changed.text).toBe(200);
      expect(changed.json).not.toHaveProperty('email');
      expect(tags(changed)).toEqual(tags(await mate.get(url)));
      const known = await mate.get(url, { 'if-none-match': changed.headers['etag'] as string });
      expect(known.status).toBe(304);
      tag = changed.headers['etag'] as string;
    }
    expect(tags(await owner.get(url))).not.toEqual([tag]);
    expect(
      (await mate.patch(url, { name: 'Late' }, { 'if-match': read.headers['etag'] as string })).status,
    ).toBe(412);
  });
});

describe('An export whose caller gains or loses the right to a field while it runs', () => {
  /** An attempt that ends as soon as the file has begun, or goes on where another one ended. */
  const run = async (
    id: string,
    checkpoint: object | null,
  ): Promise<{ saved: object | null; error: unknown }> => {
    const over = new AbortController();
    let saved = checkpoint;
    const attempt: JobAttempt = {
      id,
      number: 1,
      checkpoint,
      signal: over.signal,
      progress: () => undefined,
      writeFile: () => Promise.reject(new Error('No file.')),
      save: (now) => {
        if (checkpoint === null) over.abort(new Error('Only the beginning.'));
        saved = JSON.parse(JSON.stringify(now)) as object;
        return Promise.resolve();
      },
    };
    let error: unknown = null;
    await asOrganization(owner.organizationId, () =>
      withContext({ causedBy: mate.userId }, () =>
        app.get(ExportRows).run({ path: 'sailors', format: 'csv', query: '{}' }, attempt),
      ),
    ).catch((thrown: unknown) => (error = thrown));
    return { saved, error };
  };
  const linesOf = async (id: string) => {
    const pieces: Buffer[] = [];
    await asOrganization(owner.organizationId, async () => {
      for await (const piece of app.get(JobFiles).chunks(id)) pieces.push(piece);
    });
    return Buffer.concat(pieces).toString().trimEnd().split('\r\n');
  };

  it('keeps the columns that the file began with', async () => {
    const id = randomUUID();
    const { saved } = await run(id, null);
    await seeAddresses(true);
    const { error } = await run(id, saved);
    await seeAddresses(false);
    expect(error).toBeNull();
    const [head, ...rows] = await linesOf(id);
    expect(head).toBe('id,name,status,version');
    expect(rows.length).toBeGreaterThan(1);
    for (const row of rows) expect(row.split(',')).toHaveLength(4);
    expect(rows.join()).not.toContain('@');
  });

  it('ends when a column of its file may not be seen any more', async () => {
    await seeAddresses(true);
    const id = randomUUID();
    const { saved } = await run(id, null);
    await seeAddresses(false);
    const { error } = await run(id, saved);
    expect(String(error)).toContain(addresses);
    expect(error).toBeInstanceOf(RightsLostError);
    expect(await linesOf(id)).toEqual(['id,name,email,status,version']);
  });
});
