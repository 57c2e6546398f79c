import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { acrossOrganizations } from '@keelson/kernel';
import { Database, QueuePauses } from '@keelson/platform';
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
/** How many files of a job there are, and how many chunks of them. */
const filesOf = async (jobId: string) => {
  const [row] = await acrossOrganizations('looks at what a test has left', () =>
    app
      .get(Database)
      .read<{ files: number; chunks: number }>(
        'SELECT COUNT(DISTINCT f.id) AS files, COUNT(c.number) AS chunks FROM job_files f LEFT JOIN job_chunks c ON c.file_id = f.id AND c.organization_id = f.organization_id WHERE f.job_id = ?',
        [jobId],
      ),
  );
  return { files: Number(row?.files), chunks: Number(row?.chunks) };
};
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
    expect(json).toMatchObject({
      state: 'done',
      result: { lines: 6, accepted: 3, refused: 3, reported: 3, skipped: 2 },
    });
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
    expect(json.result).toEqual({ lines: 5, accepted: 2, refused: 3, reported: 3, skipped: 1 });
    const report = await owner.get(`/v1/jobs/${json.id}/file`);
    expect(report.headers).toMatchObject({
      'content-type': 'application/x-ndjson',
      'cache-control': 'no-store',
      'content-disposition': expect.stringContaining('products-import-report.ndjson'),
    });
    expect(report.text).not.toContain('published');
    expect(await reportOf(owner, json.id)).toMatchObject([{ line: 2 }, { line: 3 }, { line: 4 }]);
  });

  it('accounts for every line behind a quote that is never closed', async () => {
    const good = (at: number) => `k-${at},lamp,d,100,EUR,1`;
    const lines = Array.from({ length: 600 }, (_, at) => good(at));
    lines[20] = 'k-20,"12"" lamp,d,100,EUR,1';
    lines[400] = 'k-400,"two\nlines",d,none,EUR,1';
    const { json } = await importing(owner, [header, ...lines].join('\n'));
    expect(json).toMatchObject({
      state: 'done',
      result: { lines: 600, accepted: 598, refused: 2, reported: 2, skipped: 2 },
    });
    expect(await reportOf(owner, json.id)).toEqual([
      {
        line: 22,
        code: 'validation_failed',
        errors: [{ pointer: '', detail: expect.stringContaining('a quote that is not closed') as string }],
      },
      expect.objectContaining({ line: 402, lastLine: 403 }),
    ]);
    const rows = await owner.get('/v1/products?filter[sku][prefix]=k-&count=true&limit=1');
    expect(rows.json.page.count).toBe(598);
  });

  it('loses no line to a byte order mark', async () => {
    const line = (sku: string) => JSON.stringify({ sku, name: 'B', price: 1, currency: 'EUR', stock: 1 });
    const json = await importing(owner, `\uFEFF${line('BOM-1')}\r\n\r\n${line('BOM-2')}`, ndjson);
    expect(json.json.result).toEqual({ lines: 2, accepted: 2, refused: 0, reported: 0, skipped: 1 });
    const text = await importing(owner, `\uFEFF${header}\r\nBOM-3,B,,1,EUR,1\r\n`);
    expect(text.json.result).toEqual({ lines: 1, accepted: 1, refused: 0, reported: 0, skipped: 1 });
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
    expect(json.result).toEqual({ lines: 2, accepted: 1, refused: 1, reported: 1, skipped: 0 });
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
    expect((await over(owner, first)).json.result).toMatchObject({ lines: 1, accepted: 1, refused: 0 });
  });
});

describe('An import that is cancelled', () => {
  it('has its upload deleted, and gives the room of its report back', async () => {
    // Held back, so that it waits.
    await app.get(QueuePauses).pause('rows.import');
    const asked = await owner.post('/v1/products/import', `${header}\nGONE-1,G,,1,EUR,1\n`, csv);
    const left = () => filesOf(asked.json.id);
    expect(await left()).toEqual({ files: 2, chunks: 1 });
    expect((await owner.post(`${asked.json.location}/cancel`)).json.state).toBe('cancelled');
    await vi.waitFor(async () => expect(await left()).toEqual({ files: 0, chunks: 0 }), { timeout: 20_000 });
    await app.get(QueuePauses).resume('rows.import');
    expect((await owner.get(`${asked.json.location}/file`)).status).toBe(404);
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
    expect((await importing(stranger, file.text)).json.result).toMatchObject({ lines: 3, accepted: 3 });
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
      '*/*',
    ]);
  });
});
