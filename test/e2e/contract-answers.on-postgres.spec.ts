import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startApp, type SignedIn, type TestApp } from '../support/app.js';
import { berthBody, BerthsModule } from '../support/features/berths/index.js';

describe('Answers', () => {
  let app: TestApp;
  let owner: SignedIn;
  let member: SignedIn;
  let building: string;
  let afloat: string;

  beforeAll(async () => {
    app = await startApp({ modules: [BerthsModule] });
    owner = await app.signUp();
    member = await app.join(owner, 'member');
    building = await boat('Hull');
    afloat = await boat('Argo');
    await owner.post(`/v1/boats/${afloat}/launch`);
  });
  afterAll(() => app.close());

  const boat = async (name: string): Promise<string> =>
    (await owner.post('/v1/boats', { name, captain: 'Jason' })).json.id;
  const berth = async (changes: object = {}) => {
    const answer = await owner.post('/v1/berths', berthBody(changes));
    expect(answer.status, answer.text).toBe(201);
    return answer;
  };
  const auditEntry = async (): Promise<string> =>
    (await owner.get('/v1/audit-entries?limit=1')).json.data[0].id;

  it('show what was asked for: fields', async () => {
    const { json } = await berth({ pier: 'Fields' });
    const one = await owner.get(`/v1/berths/${json.id}?fields=depth,id`);
    expect(one.json).toEqual({ id: json.id, depth: 12 });
    const list = await owner.get('/v1/berths?filter[pier]=Fields&fields=code');
    expect(list.json.data).toEqual([{ code: json.code }]);
  });

  it('include the rows that they refer to, in one answer', async () => {
    const { json } = await berth({ pier: 'Include', boatId: afloat });
    await berth({ pier: 'Include' });
    const one = await owner.get(`/v1/berths/${json.id}?include=boat`);
    expect(one.json).toEqual({
      ...json,
      boat: (await owner.get(`/v1/boats/${afloat}`)).json,
    });
    const masked = await owner.get(`/v1/berths/${json.id}?include=boat&fields=code`);
    expect(Object.keys(masked.json)).toEqual(['code', 'boat']);
    const list = await owner.get('/v1/berths?filter[pier]=Include&include=boat');
    expect(list.json.data.map((row: { boat: { name: string } | null }) => row.boat?.name ?? null)).toEqual([
      null,
      'Argo',
    ]);
  });

  it('include nothing that the caller may not see, and say so where a permission lacks', async () => {
    const hidden = (await berth({ boatId: building, recordId: await auditEntry() })).json.id as string;
    expect((await owner.get(`/v1/berths/${hidden}?include=boat`)).json.boat.name).toBe('Hull');
    expect((await member.get(`/v1/berths/${hidden}?include=boat`)).json).toMatchObject({
      boatId: building,
      boat: null,
    });
    expect((await owner.get(`/v1/berths/${hidden}?include=record`)).json.record.kind).toBe('created');
    for (const url of [`/v1/berths/${hidden}?include=record`, '/v1/berths?include=boat,record'])
      expect(await member.get(url)).toMatchObject({
        status: 403,
        json: { code: 'forbidden', detail: expect.stringContaining('audit-entries:read') },
      });
  });

  it('bear an ETag that changes with the row, and are not repeated to who has them', async () => {
    const { json, headers } = await berth();
    const url = `/v1/berths/${json.id}`;
    const read = await owner.get(url);
    expect(read.headers['etag']).toBe(headers['etag']);
    expect(headers['location']).toBe(url);
    for (const known of [
      String(read.headers['etag']),
      `W/${read.headers['etag']}`,
      `"9", ${read.headers['etag']}`,
      '*',
    ])
      expect(await owner.get(url, { 'if-none-match': known })).toMatchObject({ status: 304, text: '' });
    expect((await owner.get(url, { 'if-none-match': '"9"' })).status).toBe(200);

    const changed = await owner.patch(url, { depth: 13 });
    expect(changed.headers['etag']).not.toBe(read.headers['etag']);
    expect((await owner.get(url, { 'if-none-match': String(read.headers['etag']) })).status).toBe(200);
    expect((await owner.get(url)).headers['etag']).toBe(changed.headers['etag']);
  });

  it('bear an ETag that names the version of the row, whatever they show of it', async () => {
    const other = await boat('Other');
    const id = (await berth({ boatId: other })).json.id as string;
    const shapes = ['', '?fields=code', '?include=boat', '?fields=code&include=boat'];
    const tags = await Promise.all(
      shapes.map(async (shape) => String((await owner.get(`/v1/berths/${id}${shape}`)).headers['etag'])),
    );
    const [whole, masked, included = '', both] = tags;
    // Fewer members of a row have its version; with other rows in it, an answer changes when they do.
    expect(masked).toBe(whole);
    expect(new Set(tags).size).toBe(3);
    const again = () => owner.get(`/v1/berths/${id}?include=boat`, { 'if-none-match': included });
    expect((await again()).status).toBe(304);
    await owner.post(`/v1/boats/${other}/launch`);
    expect((await again()).status).toBe(200);

    for (const tag of [both, included, masked]) {
      const patch = () => owner.patch(`/v1/berths/${id}`, { depth: 99 }, { 'if-match': String(tag) });
      expect((await patch()).status).toBe(tag === both ? 200 : 412);
    }
    const now = String((await owner.get(`/v1/berths/${id}?include=boat`)).headers['etag']);
    for (const stale of [`W/${now}`, now.slice(0, -1), now.replace('.', '..'), '"2.', '".x"'])
      expect((await owner.patch(`/v1/berths/${id}`, { depth: 1 }, { 'if-match': stale })).status).toBe(412);
    expect((await owner.patch(`/v1/berths/${id}`, { depth: 1 }, { 'if-match': now })).status).toBe(200);
  });

  it('say by their type whether members may be missing', async () => {
    const id = (await berth({})).json.id as string;
    const typeOf = async (url: string) => (await owner.get(url)).headers['content-type'];
    for (const url of [`/v1/berths/${id}?`, '/v1/berths?limit=1&'])
      expect([await typeOf(`${url}fields=code`), await typeOf(url.slice(0, -1))]).toEqual([
        'application/vnd.keelson.partial+json; charset=utf-8',
        'application/json; charset=utf-8',
      ]);
  });

  it('have one id however it is written', async () => {
    const { id } = (await berth({ boatId: afloat.toUpperCase() })).json as { id: string };
    const read = await owner.get(`/v1/berths/${id.toUpperCase()}?include=boat`);
    expect(read).toMatchObject({
      status: 200,
      json: { id, boatId: afloat, boat: { id: afloat } },
    });
    expect((await owner.patch(`/v1/berths/${id.toUpperCase()}`, { depth: 1 })).status).toBe(200);
    expect(
      (await owner.get(`/v1/berths?filter[boatId]=${afloat.toUpperCase()}&fields=id`)).json.data,
    ).toContainEqual({ id });
  });
});
