import { Database } from '@keelson/platform';
import { createHash } from 'node:crypto';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { IdempotencyKeys } from '../../libs/operations/src/operations/idempotency-keys.js';
import { startApp, type Answer, type SignedIn, type TestApp } from '../support/app.js';
import { berthBody, BerthsModule } from '../support/features/berths/index.js';
import { differences, tableCounts } from '../support/routes/table-counts.js';

describe('A write with an Idempotency-Key', () => {
  let app: TestApp;
  let owner: SignedIn;

  beforeAll(async () => {
    app = await startApp({ modules: [BerthsModule] });
    owner = await app.signUp();
  });
  afterAll(() => app.close());
  afterEach(() => vi.restoreAllMocks());

  let keys = 0;
  const newKey = () => ({ 'idempotency-key': `key-${(keys += 1)}` });
  const create = (body: object, key: Record<string, string>, who = owner) =>
    who.post('/v1/berths', body, key);
  const same = (a: Answer, b: Answer) => {
    expect(b.status).toBe(a.status);
    expect(b.text).toBe(a.text);
    for (const name of ['etag', 'location', 'content-type']) expect(b.headers[name]).toBe(a.headers[name]);
  };
  const berthsNamed = async (code: unknown) =>
    (await owner.get(`/v1/berths?filter[code]=${String(code)}`)).json.data as unknown[];

  it('gives the first answer again, and does nothing again', async () => {
    const [key, body] = [newKey(), berthBody({ contact: 'ada@example.com' })];
    const first = await create(body, key);
    const before = await tableCounts(app.databaseUrl);
    const second = await create(body, key);
    expect(first.status).toBe(201);
    expect(first.headers['idempotency-replayed']).toBeUndefined();
    same(first, second);
    expect(second.headers['idempotency-replayed']).toBe('true');
    expect(differences(before, await tableCounts(app.databaseUrl))).toEqual({});
    expect(await berthsNamed(body['code'])).toHaveLength(1);
  });

  it('keeps no personal value', async () => {
    const [key, body] = [newKey(), berthBody({ contact: 'secretly@example.com' })];
    await create(body, key);
    const rows = await app
      .get(Database)
      .read<{ answer: unknown }>('SELECT answer FROM idempotency_keys WHERE answer IS NOT NULL');
    expect(JSON.stringify(rows)).toContain(String(body['code']));
    expect(JSON.stringify(rows)).not.toContain('secretly@example.com');
  });

  it('replays an action as well', async () => {
    const { id } = (await owner.post('/v1/berths', berthBody())).json;
    const key = newKey();
    const first = await owner.post(`/v1/berths/${id}/take`, undefined, key);
    const second = await owner.post(`/v1/berths/${id}/take`, undefined, key);
    expect(first).toMatchObject({ status: 200, json: { status: 'taken', version: 2 } });
    same(first, second);
    expect((await owner.post(`/v1/berths/${id}/take`, undefined, newKey())).status).toBe(409);
  });

  it('is refused with another body, also when only a value differs', async () => {
    const [key, body] = [newKey(), berthBody()];
    await create(body, key);
    for (const other of [{ ...body, depth: 13 }, berthBody()])
      expect(await create(other, key)).toMatchObject({
        status: 422,
        json: { code: 'idempotency_key_reused' },
      });
  });

  it('happens once when sent many times at once; the others wait or get the same answer', async () => {
    const [key, body] = [newKey(), berthBody()];
    const answers = await Promise.all(Array.from({ length: 12 }, () => create(body, key)));
    const done = answers.filter(({ status }) => status === 201);
    const waiting = answers.filter(({ status }) => status === 409);
    expect(done.length).toBeGreaterThan(0);
    expect(done.length + waiting.length).toBe(12);
    for (const answer of done) expect(answer.json.id).toBe(done[0]?.json.id);
    for (const { json, headers } of waiting) {
      expect(json.code).toBe('request_in_progress');
      expect(Number(headers['retry-after'])).toBeGreaterThan(0);
    }
    expect(await berthsNamed(body['code'])).toHaveLength(1);
    same(done[0] as Answer, await create(body, key));
  });

  it('means nothing to another caller, nor on another route', async () => {
    const colleague = await app.join(owner, 'admin');
    const stranger = await app.signUp();
    const key = newKey();
    const answers = [
      await create(berthBody(), key),
      await create(berthBody(), key, colleague),
      await create(berthBody(), key, stranger),
    ];
    expect(answers.map(({ status }) => status)).toEqual([201, 201, 201]);
    expect(answers.map(({ headers }) => headers['idempotency-replayed'])).toEqual([
      undefined,
      undefined,
      undefined,
    ]);
    const boat = { name: 'Argo', captain: 'Jason' };
    expect((await owner.post('/v1/boats', boat, key)).status).toBe(201);
  });

  it('gives the key free after a refusal', async () => {
    const [key, body] = [newKey(), berthBody()];
    const { id } = (await owner.post('/v1/berths', body)).json;
    expect((await create(body, key)).status).toBe(409);
    await owner.delete(`/v1/berths/${id}`);
    expect((await create(body, key)).status).toBe(201);
  });

  it('can be sent again when its process died, once the lease is over', async () => {
    const [key, body] = [newKey(), berthBody()];
    const { id } = (await owner.post('/v1/berths', body)).json;
    // A process that dies gives nothing free.
    vi.spyOn(app.get(IdempotencyKeys), 'release').mockResolvedValue();
    expect((await create(body, key)).json.code).toBe('already_exists');
    vi.restoreAllMocks();
    await owner.delete(`/v1/berths/${id}`);
    expect(await create(body, key)).toMatchObject({ status: 409, json: { code: 'request_in_progress' } });
    await app
      .get(Database)
      .write('UPDATE idempotency_keys SET lease_until = ? WHERE answer IS NULL', [new Date(Date.now() - 1)]);
    const retried = await Promise.all([create(body, key), create(body, key)]);
    expect(retried.map(({ status }) => status)).toContain(201);
    expect(await berthsNamed(body['code'])).toHaveLength(1);
  });

  it('is answered as before when the first request came to a version before 0.2', async () => {
    const { json: berth } = await owner.post('/v1/berths', berthBody());
    const { id } = berth;
    const path = `/v1/berths/${id}/take`;
    const key = newKey();
    const { userId, organizationId } = owner;
    const digest = (parts: unknown[]) => createHash('sha256').update(JSON.stringify(parts)).digest('hex');
    const answer = {
      status: 200,
      headers: { ETag: '"7"' },
      body: { ...berth, status: 'taken', version: 7 },
      row: id,
    };
    const stored = [
      digest([userId, organizationId, 'POST /v1/berths/:id/take', key['idempotency-key']]),
      digest([path, null]),
      '01890a5d-ac96-774b-bcce-b302099a8057',
      JSON.stringify(answer),
    ];
    await app
      .get(Database)
      .write(
        'INSERT INTO idempotency_keys (key_hash, fingerprint, claim_id, lease_until, created_at, answer) VALUES (?, ?, ?, CURRENT_TIMESTAMP(3), CURRENT_TIMESTAMP(3), ?)',
        stored,
      );
    const again = await owner.post(path, undefined, key);
    expect(again).toMatchObject({ status: 200, json: { status: 'taken', version: 7 } });
    expect(again.headers).toMatchObject({ etag: '"7"', 'idempotency-replayed': 'true' });
    expect((await owner.get(`/v1/berths/${id}`)).json).toMatchObject({ status: 'empty', version: 1 });
    expect((await owner.post(path, undefined, { ...key, 'if-match': '"1"' })).headers['etag']).toBe('"7"');
  });

  it('keeps its key as long as its request runs, and no longer', async () => {
    const [key, body] = [newKey(), berthBody()];
    const claims = app.get(IdempotencyKeys);
    const complete = claims.complete.bind(claims);
    const runOut = () =>
      app
        .get(Database)
        .write('UPDATE idempotency_keys SET lease_until = ? WHERE answer IS NULL', [
          new Date(Date.now() - 1),
        ]);
    let goOn = () => {};
    const halfway = new Promise<void>((reached) => {
      vi.spyOn(claims, 'complete').mockImplementationOnce(async (claim, answer) => {
        reached();
        await new Promise<void>((resolve) => (goOn = resolve));
        await complete(claim, answer);
      });
    });
    const first = create(body, key);
    await halfway;
    await runOut();
    await claims.renew();
    expect((await create(body, key)).json.code).toBe('request_in_progress');
    goOn();
    expect((await first).status).toBe(201);
    expect((await create(body, key)).headers['idempotency-replayed']).toBe('true');

    // A process that is gone renews nothing.
    vi.spyOn(claims, 'release').mockResolvedValue();
    const taken = newKey();
    expect((await create(body, taken)).json.code).toBe('already_exists');
    await runOut();
    await claims.renew();
    expect((await create(body, taken)).json.code).toBe('already_exists');
  });

  it('writes nothing when its lease ran out and another has taken over', async () => {
    const [key, body] = [newKey(), berthBody()];
    const claims = app.get(IdempotencyKeys);
    const complete = claims.complete.bind(claims);
    vi.spyOn(claims, 'complete').mockImplementationOnce(async (claim, answer) => {
      await complete({ ...claim, claimId: '01890a5d-ac96-774b-bcce-b302099a8057' }, answer);
    });
    expect((await create(body, key)).json.code).toBe('request_in_progress');
    expect(await berthsNamed(body['code'])).toHaveLength(0);
  });
});
