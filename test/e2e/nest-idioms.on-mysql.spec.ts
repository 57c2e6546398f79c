import { DomainError, storeToken, Stores } from '@keelson/kernel';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { PlaceOrder } from '../../src/features/orders/place-order.operation.js';
import { startApp, type SignedIn, type TestApp } from '../support/app.js';
import { DaytimeGuard, Logbook, Note, NotesModule, NotesService } from '../support/features/notes/index.js';

/** These parts of Nest answer as they please, which is the point here: headers and errors of theirs are in no document. */
const heard = () => undefined;

/** What a Nest engineer tries first. Each of it works on routes that come with a resource as on any other. */
describe('On routes of a resource', () => {
  let app: TestApp;
  let owner: SignedIn;
  let note: string;
  let log: Logbook;

  beforeAll(async () => {
    app = await startApp({ modules: [NotesModule], heard });
    log = app.get(Logbook);
    owner = await app.signUp();
  });
  afterAll(() => app.close());
  beforeEach(async () => {
    note = (await owner.post('/v1/notes', { text: 'Tide at six' })).json.id as string;
    log.lines.length = 0;
  });

  it('app.get() gives the providers of a feature, and its store', () => {
    expect(app.get(NotesService)).toBeInstanceOf(NotesService);
    expect(app.nest.get<unknown>(storeToken(Note))).toBe(app.nest.get(Stores).of(Note));
  });

  it('@UseGuards on the class stands before every verb, written or not', async () => {
    const night = { 'x-time': 'night' };
    const refusals = await Promise.all([
      owner.get('/v1/notes', night),
      owner.get(`/v1/notes/${note}`, night),
      owner.post('/v1/notes', { text: 'x' }, night),
      owner.patch(`/v1/notes/${note}`, { text: 'x' }, night),
      owner.post(`/v1/notes/${note}/keep`, undefined, night),
      owner.delete(`/v1/notes/${note}`, night),
    ]);
    expect(refusals.map(({ status }) => status)).toEqual([403, 403, 403, 403, 403, 403]);
    expect(refusals[0]?.json).toMatchObject({ code: 'forbidden', detail: 'Come back by day.' });
    expect(new Set(log.lines)).toEqual(
      new Set(['create', 'keep', 'list', 'read', 'remove', 'update'].map((verb) => `guard ${verb}`)),
    );
    expect((await owner.get(`/v1/notes/${note}`)).json).toMatchObject({ version: 1 });
  });

  it('comes after the kernel’s own guard: who has no permission never meets it', async () => {
    const guest = await app.join(owner, 'guest');
    await guest.get('/v1/notes', { 'x-time': 'night' });
    expect(log.lines).toEqual([]);
  });

  it('@UseGuards on a method stands before that verb only', async () => {
    const rain = { 'x-weather': 'rain' };
    expect((await owner.post('/v1/notes', { text: 'x' }, rain)).status).toBe(403);
    expect((await owner.post(`/v1/notes/${note}/keep`, undefined, rain)).status).toBe(403);
    expect((await owner.get('/v1/notes', rain)).status).toBe(200);
  });

  it('@UseInterceptors goes around the whole operation and sees its answer', async () => {
    const created = await owner.post('/v1/notes', { text: 'x' });
    const kept = await owner.post(`/v1/notes/${note}/keep`);
    const read = await owner.get(`/v1/notes/${note}`);
    expect([created, kept, read].map(({ headers }) => headers['x-stamp'])).toEqual([
      'create',
      'keep',
      'read',
    ]);
    expect(log.lines.filter((line) => line.startsWith('interceptor'))).toEqual([
      'interceptor create id,text,status,version',
      'interceptor keep id,text,status,version',
      expect.stringMatching(/^interceptor read id,/),
    ]);
  });

  it('@UsePipes sees the body before it is validated', async () => {
    expect((await owner.post('/v1/notes', { text: '  High water  ' })).json.text).toBe('High water!');
    expect((await owner.patch(`/v1/notes/${note}`, { text: ' Low water ' })).json.text).toBe('Low water');
    expect(await owner.post('/v1/notes', { text: '   ' })).toMatchObject({
      status: 400,
      json: { errors: [{ pointer: '/text' }] },
    });
  });

  it('@UseFilters answers for a method in its own way; the others keep to problems', async () => {
    await owner.post(`/v1/notes/${note}/keep`);
    expect(await owner.post(`/v1/notes/${note}/keep`)).toMatchObject({
      status: 418,
      text: 'teapot: wrong_state',
    });
    const missing = note.replace(/.$/, (last) => (last === '0' ? '1' : '0'));
    expect((await owner.get(`/v1/notes/${missing}`)).json.code).toBe('not_found');
  });

  it('a verb written by hand keeps the resource’s permission, validation, audit and event', async () => {
    const member = await app.join(owner, 'member');
    expect((await app.http('POST', '/v1/notes', { body: { text: 'x' } })).status).toBe(401);
    expect((await member.post('/v1/notes', { text: 'x' })).status).toBe(403);
    expect(await owner.post('/v1/notes', { text: 'x', surprise: 1 })).toMatchObject({
      status: 400,
      json: { errors: [{ pointer: '/surprise' }] },
    });
    const { json } = await owner.post('/v1/notes', { text: 'Ebb' });
    expect(json).toEqual({ id: expect.any(String), text: 'Ebb!', status: 'open', version: 1 });
    const entries = await owner.get(`/v1/audit-entries?filter[subjectId]=${json.id}`);
    expect(entries.json.data).toMatchObject([{ action: 'notes:create', kind: 'created' }]);
  });

  it('and its documentation', async () => {
    const { paths } = (await app.http('GET', '/openapi.json')).json;
    expect(paths['/v1/notes'].post).toMatchObject({
      operationId: 'create-note',
      summary: 'Write a note',
      'x-permission': 'notes:create',
      requestBody: { required: true },
      responses: { 201: expect.anything(), 403: expect.anything() },
    });
  });

  it('a plain controller shares store, access and audit', async () => {
    const member = await app.join(owner, 'member');
    const before = (await owner.get('/v1/note-counts')).json.count as number;
    expect((await member.get('/v1/note-counts')).json.count).toBe(before);
    expect((await member.post('/v1/note-counts', { lines: 'a\nb' })).status).toBe(403);
    const key = { 'idempotency-key': 'page-1' };
    const first = await owner.post('/v1/note-counts', { lines: 'a\nb' }, key);
    const second = await owner.post('/v1/note-counts', { lines: 'a\nb' }, key);
    expect(first).toMatchObject({ status: 201, json: { made: 2 } });
    expect(second).toMatchObject({ status: 201, json: { made: 2 } });
    expect(second.headers['idempotency-replayed']).toBe('true');
    expect((await owner.get('/v1/note-counts')).json.count).toBe(before + 2);
    const entries = await owner.get('/v1/audit-entries?filter[action]=notes:import');
    expect(entries.json.data).toHaveLength(2);
    const other = await app.signUp();
    expect((await other.get('/v1/note-counts')).json.count).toBe(0);
  });
});

describe('overrideProvider and overrideGuard', () => {
  it('replace a provider of a feature, and a guard on its controller', async () => {
    const refusal = new DomainError('orders.closed', 'conflict', 'Closed on Sundays');
    const app = await startApp({
      modules: [NotesModule],
      heard,
      override: (builder) =>
        builder
          .overrideProvider(PlaceOrder)
          .useValue({ run: () => Promise.reject(refusal) })
          .overrideGuard(DaytimeGuard)
          .useValue({ canActivate: () => true }),
    });
    try {
      const owner = await app.signUp();
      const product = { sku: 'A', name: 'A', price: 1, currency: 'EUR', stock: 1 };
      const { json: rope } = await owner.post('/v1/products', product);
      await owner.post(`/v1/products/${rope.id}/publish`);
      const lines = [{ productId: rope.id, quantity: 1 }];
      const { json: order } = await owner.post('/v1/orders', { buyerEmail: 'a@example.com', lines });
      expect(await owner.post(`/v1/orders/${order.id}/place`)).toMatchObject({
        status: 409,
        json: { code: 'orders.closed' },
      });
      expect((await owner.get('/v1/notes', { 'x-time': 'night' })).status).toBe(200);
    } finally {
      await app.close();
    }
  });
});
