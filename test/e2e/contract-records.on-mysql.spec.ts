import { acrossOrganizations } from '@keelson/kernel';
import { Database } from '@keelson/platform';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startApp, type SignedIn, type TestApp } from '../support/app.js';
import { berthBody, BerthsModule } from '../support/features/berths/index.js';

interface Event {
  readonly type: string;
  readonly sequence: number;
  readonly version: number;
  readonly payload: Record<string, unknown>;
  readonly caller: string;
  readonly request: string;
  readonly organization: string;
}

describe('A write is recorded', () => {
  let app: TestApp;
  let owner: SignedIn;

  beforeAll(async () => {
    app = await startApp({ modules: [BerthsModule] });
    owner = await app.signUp();
  });
  afterAll(() => app.close());

  const entriesOf = async (id: string) =>
    (await owner.get(`/v1/audit-entries?filter[subjectId]=${id}&sort=createdAt`)).json.data as Record<
      string,
      unknown
    >[];
  const eventsOf = async (id: string): Promise<Event[]> => {
    const rows = await acrossOrganizations('looks at the outbox', () =>
      app
        .get(Database)
        .read<Event & { payload: unknown }>(
          'SELECT type, sequence, event_version AS version, payload, caller_id AS caller, request_id AS request, organization_id AS organization FROM outbox_events WHERE aggregate_id = ? ORDER BY sequence, id',
          [id],
        ),
    );
    return rows.map((row) => ({
      ...row,
      payload: (typeof row.payload === 'string' ? JSON.parse(row.payload) : row.payload) as Event['payload'],
    }));
  };
  const requestId = (id: string) => ({ 'x-request-id': id });

  it('by field, before and after, with who and in which request', async () => {
    const body = berthBody({ contact: 'ada@example.com', note: 'old' });
    const { id } = (await owner.post('/v1/berths', body, requestId('made'))).json;
    await owner.patch(
      `/v1/berths/${id}`,
      { depth: 3, note: null, contact: 'grace@example.com' },
      requestId('changed'),
    );
    await owner.post(`/v1/berths/${id}/take`, undefined, requestId('taken'));
    await owner.delete(`/v1/berths/${id}`, requestId('gone'));

    const entries = await entriesOf(id);
    expect(entries.map(({ action, kind, requestId: of }) => [action, kind, of])).toEqual([
      ['berths:create', 'created', 'made'],
      ['berths:update', 'updated', 'changed'],
      ['berths:take', 'updated', 'taken'],
      ['berths:remove', 'deleted', 'gone'],
    ]);
    for (const entry of entries)
      expect(entry).toMatchObject({ actorId: owner.userId, subjectType: 'berth', subjectId: id });
    const [made, changed, taken, gone] = entries.map(({ changes }) => changes as Record<string, unknown>);
    expect(made).toMatchObject({
      depth: { before: null, after: 12 },
      contact: { before: null, after: '[personal]' },
      status: { before: null, after: 'empty' },
    });
    expect(changed).toEqual({
      depth: { before: 12, after: 3 },
      note: { before: 'old', after: null },
      contact: { before: '[personal]', after: '[personal]' },
    });
    expect(taken).toEqual({ status: { before: 'empty', after: 'taken' } });
    expect(gone).toMatchObject({
      depth: { before: 3, after: null },
      status: { before: 'taken', after: null },
    });
    expect(JSON.stringify(entries)).not.toContain('@example.com');
  });

  it('as one event a write, in the order of the row’s versions, without personal values', async () => {
    const body = berthBody({ contact: 'ada@example.com' });
    const { id } = (await owner.post('/v1/berths', body, requestId('e1'))).json;
    await owner.patch(`/v1/berths/${id}`, { depth: 3, contact: 'grace@example.com' }, requestId('e2'));
    await owner.post(`/v1/berths/${id}/take`, undefined, requestId('e3'));
    await owner.delete(`/v1/berths/${id}`, requestId('e4'));
    const events = await eventsOf(id);
    expect(events.map(({ type, sequence, request }) => [type, sequence, request])).toEqual([
      ['berth.created', 1, 'e1'],
      ['berth.updated', 2, 'e2'],
      ['berth.updated', 3, 'e3'],
      ['berth.deleted', 4, 'e4'],
    ]);
    for (const event of events)
      expect(event).toMatchObject({ caller: owner.userId, organization: owner.organizationId });
    expect(events[1]?.payload).toEqual({ id, depth: 3 });
    expect(events[2]?.payload).toEqual({ id, status: 'taken' });
    expect(events[0]?.payload).toMatchObject({ id, depth: 12, freeFrom: '2026-01-31T12:00:00.000Z' });
    expect(JSON.stringify(events)).not.toContain('@example.com');
  });

  it('by the event that an action names, with the payload of its class', async () => {
    const boat = { name: 'Argo', captain: 'Jason' };
    const { id } = (await owner.post('/v1/boats', boat)).json;
    await owner.post(`/v1/boats/${id}/launch`, undefined, requestId('launching'));
    const events = await eventsOf(id);
    expect(events).toMatchObject([
      { type: 'boat.created', version: 1, payload: { id, name: 'Argo', status: 'building' } },
      { type: 'boat.launched', version: 2, request: 'launching' },
    ]);
    expect(events[1]?.payload).toEqual({ id, name: 'Argo' });
    expect(JSON.stringify(events)).not.toContain('Jason');
  });

  it('not at all when it is refused', async () => {
    const { id } = (await owner.post('/v1/berths', berthBody())).json;
    await owner.post(`/v1/berths/${id}/close`);
    const count = (await eventsOf(id)).length;
    const statuses = [
      await owner.patch(`/v1/berths/${id}`, { depth: 1 }),
      await owner.post(`/v1/berths/${id}/take`),
      await owner.delete(`/v1/berths/${id}`),
      await owner.post(`/v1/berths/${id}/close`, undefined, { 'if-match': '"1"' }),
    ].map(({ status }) => status);
    expect(statuses).toEqual([409, 409, 409, 412]);
    expect(await eventsOf(id)).toHaveLength(count);
    expect(await entriesOf(id)).toHaveLength(count);
  });

  it('where the organization alone can read it', async () => {
    const { id } = (await owner.post('/v1/berths', berthBody())).json;
    const stranger = await app.signUp();
    const theirs = await stranger.get(`/v1/audit-entries?filter[subjectId]=${id}`);
    expect(theirs.json.data).toEqual([]);
    const member = await app.join(owner, 'member');
    expect((await member.get('/v1/audit-entries')).status).toBe(403);
  });
});
