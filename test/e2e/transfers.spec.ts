import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { startApp, type Answer, type SignedIn, type TestApp } from '../support/app.js';

let app: TestApp;
let owner: SignedIn;
let admin: SignedIn;
let member: SignedIn;
let stranger: SignedIn;

const limit = 600_000;
const csv = { 'content-type': 'text/csv' };
const ndjson = { 'content-type': 'application/x-ndjson' };
const header = 'sku,name,description,price,currency,stock';

beforeAll(async () => {
  app = await startApp({ environment: { IMPORT_LIMIT_BYTES: String(limit) } });
  [owner, stranger] = await Promise.all([app.signUp(), app.signUp()]);
  [admin, member] = await Promise.all([app.join(owner, 'admin'), app.join(owner, 'member')]);
});
afterAll(() => app?.close());

const over = (who: SignedIn, accepted: Answer): Promise<Answer> => {
  expect(accepted.status).toBe(202);
  return vi.waitFor(
    async () => {
      const answer = await who.get(accepted.json.location);
      expect(['done', 'dead']).toContain(answer.json.state);
      return answer;
    },
    { timeout: 20_000, interval: 50 },
  );
};
const importing = async (who: SignedIn, body: string, headers: Readonly<Record<string, string>> = csv) =>
  over(who, await who.post('/v1/products/import', body, headers));
const reportOf = async (who: SignedIn, id: string) =>
  (await who.get(`/v1/jobs/${id}/file`)).text
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line) as { line: number; code: string; errors: { pointer: string }[] });
const exporting = async (who: SignedIn, query: string) => {
  const { json } = await over(who, await who.post(`/v1/products/export?${query}`));
  return { job: json, file: await who.get(`/v1/jobs/${json.id}/file`) };
};

describe('An import', () => {
  it('makes a row of each line, with audit entry and event, and tells which lines were refused', async () => {
    const { json } = await importing(
      owner,
      [
        header,
        'IN-1,"Rope, ""thick""",,349,EUR,5',
        'IN-2,Two lines,"first\r\nsecond",1,EUR,0',
        'IN-1,Again,,1,EUR,1',
        'IN-3,Bad price,,12.5,EUR,1',
        'IN-4,Short,,1,EUR',
        "IN-5,'=SUM(A1),,1,EUR,1",
        '',
      ].join('\r\n'),
    );
    expect(json).toMatchObject({ state: 'done', result: { accepted: 3, refused: 3 } });
    expect(await reportOf(owner, json.id)).toMatchObject([
      { line: 5, code: 'already_exists', errors: [{ pointer: '/sku' }] },
      { line: 6, code: 'validation_failed', errors: [{ pointer: '/price' }] },
      { line: 7, code: 'validation_failed', errors: [{ pointer: '' }] },
    ]);
    const rows = (await owner.get('/v1/products?filter[sku][prefix]=IN-&sort=createdAt')).json.data;
    expect(rows).toMatchObject([
      { sku: 'IN-1', name: 'Rope, "thick"', description: null, status: 'draft', version: 1 },
      { sku: 'IN-2', description: 'first\r\nsecond' },
      { sku: 'IN-5', name: '=SUM(A1)' },
    ]);
    const audit = await owner.get(`/v1/audit-entries?filter[subjectId]=${rows[0].id}`);
    expect(audit.json.data).toMatchObject([
      { action: 'products:import', kind: 'created', actorId: owner.userId },
    ]);
    expect((await stranger.get('/v1/products')).json.data).toEqual([]);
  });

  it('reads NDJSON, and does not repeat values in its report', async () => {
    const line = (sku: string, more: object = {}) =>
      JSON.stringify({ sku, name: 'N', price: 1, currency: 'EUR', stock: 1, ...more });
    const { json } = await importing(
      owner,
      [line('ND-1'), '{"sku":', line('ND-2', { status: 'published' }), '[]', '', line('ND-3')].join('\n'),
      ndjson,
    );
    expect(json.result).toEqual({ accepted: 2, refused: 3 });
    const report = await owner.get(`/v1/jobs/${json.id}/file`);
    expect(report.headers).toMatchObject({
      'content-type': 'application/x-ndjson',
      'cache-control': 'no-store',
      'content-disposition': expect.stringContaining('products-import-report.ndjson'),
    });
    expect(report.text).not.toContain('published');
    expect(await reportOf(owner, json.id)).toMatchObject([{ line: 2 }, { line: 3 }, { line: 4 }]);
  });

  it('checks references as the caller, and creates as the route does', async () => {
    const { id } = (await owner.get('/v1/products?filter[sku]=IN-1')).json.data[0];
    await owner.post(`/v1/products/${id}/publish`);
    const foreign = await stranger.post('/v1/products', {
      sku: 'X',
      name: 'X',
      price: 1,
      currency: 'EUR',
      stock: 1,
    });
    const order = (productId: string) =>
      JSON.stringify({ buyerEmail: 'ada@example.com', reference: null, lines: [{ productId, quantity: 2 }] });
    const accepted = await owner.post(
      '/v1/orders/import',
      [order(id), order(foreign.json.id)].join('\n'),
      ndjson,
    );
    const { json } = await over(owner, accepted);
    expect(json.result).toEqual({ accepted: 1, refused: 1 });
    expect(await reportOf(owner, json.id)).toMatchObject([
      { line: 2, code: 'reference_not_found', errors: [{ pointer: '/lines/0/productId' }] },
    ]);
    expect((await owner.get('/v1/orders')).json.data).toMatchObject([
      { total: 698, createdBy: owner.userId },
    ]);
  });

  it('refuses at once what it can’t read', async () => {
    const send = (body: string, headers: Readonly<Record<string, string>>) =>
      owner.post('/v1/products/import', body, headers);
    expect(await send('{}', { 'content-type': 'application/json' })).toMatchObject({ status: 415 });
    expect(await send('a', { 'content-type': 'text/plain' })).toMatchObject({ status: 415 });
    expect(await send(`${header}\n`, { ...csv, 'content-encoding': 'gzip' })).toMatchObject({ status: 415 });
    expect(await send('x'.repeat(limit + 1), ndjson)).toMatchObject({ status: 413 });
    expect(await send('sku,status,sku\n', csv)).toMatchObject({
      status: 400,
      json: {
        code: 'validation_failed',
        errors: [{ pointer: '/status' }, { pointer: '/sku' }, {}, {}, {}, {}],
      },
    });
    expect(await owner.post('/v1/products/import?format=csv', header, csv)).toMatchObject({ status: 400 });
    expect(await owner.post('/v1/products', header, csv)).toMatchObject({ status: 415 });
    expect(await member.post('/v1/products/import', header, csv)).toMatchObject({ status: 403 });
  });

  it('is one job for a request that comes again with its key', async () => {
    const headers = { ...csv, 'idempotency-key': 'import-1' };
    const body = `${header}\nKEY-1,K,,1,EUR,1\n`;
    const first = await owner.post('/v1/products/import', body, headers);
    const again = await owner.post('/v1/products/import', body, headers);
    expect(again.headers).toMatchObject({ location: first.json.location, 'idempotency-replayed': 'true' });
    expect(await owner.post('/v1/products/import', `${body}\n`, headers)).toMatchObject({
      status: 422,
      json: { code: 'idempotency_key_reused' },
    });
    expect((await over(owner, first)).json.result).toEqual({ accepted: 1, refused: 0 });
  });
});

describe('An export', () => {
  it('is what the list shows with the same filters, and can be imported again', async () => {
    const { job, file } = await exporting(
      owner,
      `format=csv&filter[sku][prefix]=IN-&sort=createdAt&fields=${header}`,
    );
    expect(job).toMatchObject({ result: { rows: 3, bytes: Buffer.byteLength(file.text) } });
    expect(file.headers).toMatchObject({
      'content-type': 'text/csv',
      'cache-control': 'no-store',
      'content-disposition': expect.stringMatching(/^attachment; filename="products-[\d-]{10}\.csv"$/),
    });
    expect(file.text.split('\r\n').slice(0, 2)).toEqual([header, 'IN-1,"Rope, ""thick""",,349,EUR,5']);
    expect(file.text).toContain("IN-5,'=SUM(A1),");
    expect((await importing(stranger, file.text)).json.result).toEqual({ accepted: 3, refused: 0 });
    const again = await exporting(stranger, `filter[sku][prefix]=IN-&sort=createdAt&fields=${header}`);
    expect(again.file.text).toBe(file.text);
  });

  it('writes NDJSON as the view has it', async () => {
    const { file } = await exporting(owner, 'format=ndjson&filter[sku]=IN-2');
    const [row] = (await owner.get('/v1/products?filter[sku]=IN-2')).json.data;
    expect(JSON.parse(file.text)).toEqual(row);
  });

  it('is in the audit log: who took what; what was searched for is not', async () => {
    const asked = await owner.post('/v1/products/export?filter[sku][prefix]=IN-&fields=sku,name&q=rope');
    await over(owner, asked);
    const audit = await owner.get(`/v1/audit-entries?filter[subjectId]=${asked.json.id}`);
    expect(audit.json.data).toMatchObject([
      {
        action: 'products:export',
        kind: 'exported',
        subjectType: 'job',
        actorId: owner.userId,
        requestId: asked.headers['x-request-id'],
        changes: {
          resource: { before: null, after: 'products' },
          fields: { before: null, after: ['sku', 'name'] },
          filters: { before: null, after: [{ field: 'sku', operator: 'prefix', values: ['IN-'] }] },
          q: { before: null, after: '[personal]' },
        },
      },
    ]);
    expect(audit.text).not.toContain('rope');
    expect((await stranger.get(`/v1/audit-entries?filter[subjectId]=${asked.json.id}`)).json.data).toEqual(
      [],
    );
  });

  it('refuses what a list would, and what pages one', async () => {
    for (const [query, parameter] of [
      ['format=xlsx', 'format'],
      ['filter[price]=1', 'filter[price]'],
      ['limit=5', 'limit'],
      ['cursor=x', 'cursor'],
      ['sort=price', 'sort'],
    ])
      expect(await owner.post(`/v1/products/export?${query}`)).toMatchObject({
        status: 400,
        json: { errors: [{ parameter }] },
      });
    expect((await member.post('/v1/products/export')).status).toBe(403);
  });

  it('is for who asked, and for who may see all jobs and export; never for another organization', async () => {
    const { json } = await over(owner, await owner.post('/v1/products/export'));
    const path = `/v1/jobs/${json.id}/file`;
    expect((await admin.get(path)).status).toBe(200);
    for (const who of [member, stranger]) expect((await who.get(path)).status).toBe(404);
    expect((await app.http('GET', path)).status).toBe(401);
  });

  it('is documented with its file', async () => {
    const { paths } = (await app.http('GET', '/openapi.json')).json;
    expect(Object.keys(paths['/v1/products/import'].post.requestBody.content)).toEqual([
      'text/csv',
      'application/x-ndjson',
    ]);
    expect(Object.keys(paths['/v1/products/import'].post.responses)).toEqual(
      expect.arrayContaining(['202', '413', '415']),
    );
    expect(Object.keys(paths['/v1/jobs/{id}/file'].get.responses['200'].content)).toEqual([
      'text/csv',
      'application/x-ndjson',
    ]);
  });
});
