import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startApp, type SignedIn, type TestApp } from '../support/app.js';
import { berthBody, BerthsModule } from '../support/features/berths/index.js';

describe('A merge patch', () => {
  let app: TestApp;
  let owner: SignedIn;
  let argo: string;

  beforeAll(async () => {
    app = await startApp({ modules: [BerthsModule] });
    owner = await app.signUp();
    argo = (await owner.post('/v1/boats', { name: 'Argo', captain: 'Jason' })).json.id;
  });
  afterAll(() => app.close());

  const berth = async (changes: object = {}) => {
    const answer = await owner.post('/v1/berths', berthBody(changes));
    expect(answer.status, answer.text).toBe(201);
    return answer.json as Record<string, unknown> & { id: string };
  };
  const patch = (id: string, body: unknown, headers?: Record<string, string>) =>
    owner.patch(`/v1/berths/${id}`, body, headers);

  it('changes what it names and leaves the rest', async () => {
    const before = await berth({ note: 'Sheltered', inspectedAt: '2026-01-01T00:00:00Z', covered: true });
    const { status, json } = await patch(
      before.id,
      { depth: -3 },
      {
        'content-type': 'application/merge-patch+json',
      },
    );
    expect(status).toBe(200);
    expect(json).toEqual({ ...before, depth: -3, version: 2, updatedAt: expect.any(String) });
    expect((await owner.get(`/v1/berths/${before.id}`)).json).toEqual(json);
  });

  it('empties an optional field with null, and only such', async () => {
    const { id } = await berth({
      note: 'x',
      inspectedAt: '2026-01-01T00:00:00Z',
      boatId: argo,
      contact: 'a@example.com',
    });
    const nothing = { note: null, inspectedAt: null, boatId: null, contact: null };
    expect((await patch(id, nothing)).json).toMatchObject({ ...nothing, version: 2 });
    expect(await patch(id, { pier: null, covered: null, note: 'x' })).toMatchObject({
      status: 400,
      json: { errors: [{ pointer: '/pier' }, { pointer: '/covered' }] },
    });
    expect((await owner.get(`/v1/berths/${id}`)).json).toMatchObject({ note: null, version: 2 });
  });

  it('replaces a list as a whole', async () => {
    const first = [
      { boatId: argo, count: 1, place: 'port' },
      { boatId: argo, count: 2, place: null },
    ];
    const { id, fittings } = await berth({ fittings: first });
    expect(fittings).toEqual(first);
    expect((await patch(id, { fittings: [{ boatId: argo, count: 3 }] })).json.fittings).toEqual([
      { boatId: argo, count: 3, place: null },
    ]);
    expect(await patch(id, { fittings: [{ count: 3 }, { boatId: argo, count: 0, odd: 1 }] })).toMatchObject({
      status: 400,
      json: {
        errors: expect.arrayContaining([
          expect.objectContaining({ pointer: '/fittings/0/boatId' }),
          expect.objectContaining({ pointer: '/fittings/1/count' }),
          expect.objectContaining({ pointer: '/fittings/1/odd' }),
        ]),
      },
    });
    expect((await patch(id, { fittings: [] })).json.fittings).toEqual([]);
  });

  it('that changes nothing writes nothing', async () => {
    const { id } = await berth();
    for (const body of [{}, { depth: 12 }, { freeFrom: '2026-01-31T13:00:00+01:00' }])
      expect((await patch(id, body)).json.version).toBe(1);
    const entries = await owner.get(`/v1/audit-entries?filter[subjectId]=${id}`);
    expect(entries.json.data).toHaveLength(1);
  });

  it('of an outdated version is refused, and of two at once one', async () => {
    const { id } = await berth();
    const stale = { 'if-match': '"1"' };
    const answers = await Promise.all([patch(id, { depth: 1 }, stale), patch(id, { depth: 2 }, stale)]);
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200, 412]));
    expect((await owner.delete(`/v1/berths/${id}`, stale)).status).toBe(412);
    expect((await owner.post(`/v1/berths/${id}/take`, undefined, stale)).status).toBe(412);
    expect((await owner.delete(`/v1/berths/${id}`, { 'if-match': '"2"' })).status).toBe(204);
    expect((await owner.get(`/v1/berths/${id}`)).status).toBe(404);
  });

  it('goes by the state of the row', async () => {
    const { id } = await berth();
    await owner.post(`/v1/berths/${id}/close`);
    for (const answer of [await patch(id, { depth: 1 }), await owner.delete(`/v1/berths/${id}`)])
      expect(answer).toMatchObject({ status: 409, json: { code: 'wrong_state' } });
  });

  it('keeps a unique value unique, whatever its case, in the organization only', async () => {
    const { id, code } = await berth();
    const other = await berth();
    for (const taken of [String(code), String(code).toLowerCase()]) {
      const problem = { status: 409, json: { code: 'already_exists', errors: [{ pointer: '/code' }] } };
      expect(await owner.post('/v1/berths', berthBody({ code: taken }))).toMatchObject(problem);
      expect(await patch(other.id, { code: taken })).toMatchObject(problem);
    }
    expect((await patch(id, { code: String(code).toLowerCase() })).status).toBe(200);
    const stranger = await app.signUp();
    expect((await stranger.post('/v1/berths', berthBody({ code }))).status).toBe(201);
  });

  it('refers to rows of the organization only, and tells no other from none', async () => {
    const stranger = await app.signUp();
    const theirs = (await stranger.post('/v1/boats', { name: 'Argo', captain: 'Jason' })).json.id as string;
    const nobody = '01890a5d-ac96-774b-bcce-b302099a8057';
    const { id } = await berth();
    const answers = [theirs, nobody].flatMap((boatId) => [
      patch(id, { boatId }),
      owner.post('/v1/berths', berthBody({ fittings: [{ boatId, count: 1 }] })),
    ]);
    const texts = (await Promise.all(answers)).map(({ status, json }) => {
      expect(status).toBe(422);
      const { requestId: _, ...rest } = json;
      return JSON.stringify(rest);
    });
    expect(texts[0]).toBe(texts[2]);
    expect(texts[1]).toBe(texts[3]);
    expect(texts[1]).toContain('/fittings/0/boatId');
  });

  it('reads instants with any offset, and no day that the calendar lacks', async () => {
    const { json } = await owner.post('/v1/berths', berthBody({ freeFrom: '2026-07-01T02:00:00.5+02:00' }));
    expect(json.freeFrom).toBe('2026-07-01T00:00:00.500Z');
    for (const freeFrom of [
      '2026-02-30T00:00:00Z',
      '2026-07-01',
      '2026-07-01T00:00:00',
      '0000-01-01T00:00:00Z',
      'x',
    ])
      expect(await owner.post('/v1/berths', berthBody({ freeFrom })), freeFrom).toMatchObject({
        status: 400,
        json: { errors: [{ pointer: '/freeFrom' }] },
      });
  });
});
