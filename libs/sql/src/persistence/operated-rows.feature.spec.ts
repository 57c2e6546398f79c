import {
  Action,
  asOrganization,
  defineResource,
  Feature,
  Found,
  ResourceController,
  where,
} from '@keelson/kernel';
import { Injectable, Module } from '@nestjs/common';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startApp, type SignedIn, type TestApp } from '../../../../test/support/app.js';
import { Berth, berthBody, Boat, BerthsModule } from '../../../../test/support/features/berths/index.js';
import { AuditEntry } from '../../../operations/src/audit/audit-entry.entity.js';
import { Database } from './database.js';
import { ScopeCrossings } from './scope-crossings.js';
import { StatementRefusedError } from './statement-gateway.js';
import { ScopedStores } from './stores.js';

const operated = defineResource({
  audience: 'operators',
  reach: 'all',
  path: 'berths',
  entity: Berth,
  tenancy: 'organization',
  description: 'The berths of all organizations.',
  view: ['id', 'organizationId', 'pier', 'side', 'status', 'boatId', 'version', 'createdAt'],
  visible: () => where({ side: 'north' }),
  list: { filter: ['status', 'pier', 'organizationId'], sort: ['createdAt'] },
  permissions: { read: 'List berths of all organizations', close: 'Close a berth of any organization' },
});

/** What the method of an operator's action tries beyond its row. */
@Injectable()
class Attempts {
  work: () => Promise<unknown> = () => Promise.resolve();
  refusal: unknown = null;
}

@ResourceController(operated)
class OperatedBerthsController {
  constructor(private readonly attempts: Attempts) {}

  @Action(operated, 'close', { from: ['empty', 'taken'], to: 'closed' })
  async close(@Found() berth: Berth): Promise<Berth> {
    await this.attempts.work().catch((error: unknown) => (this.attempts.refusal = error));
    return berth;
  }
}

@Module({
  imports: [Feature.declare({ resources: [operated] }), BerthsModule],
  controllers: [OperatedBerthsController],
  providers: [Attempts],
})
class OperatedModule {}

const route = '/v1/installation/berths';

describe('A resource for operators', () => {
  let app: TestApp;
  let operator: SignedIn;
  let ada: SignedIn;
  let bob: SignedIn;

  beforeAll(async () => {
    app = await startApp({ modules: [OperatedModule] });
    [operator, ada, bob] = await Promise.all([app.operator(), app.signUp(), app.signUp()]);
  });
  afterAll(() => app.close());

  const build = async (who: SignedIn, changes: object = {}): Promise<string> =>
    (await who.post('/v1/berths', berthBody(changes))).json.id as string;
  const close = (id: string, who = operator) => who.post(`${route}/${id}/close`);
  const entriesOf = (organizationId: string, subjectId: string) =>
    asOrganization(organizationId, () =>
      app.get(ScopedStores).of(AuditEntry).find({ subjectId, action: 'installation-berths:close' }),
    );

  it('lists the rows of all organizations that its rule shows, page by page', async () => {
    const ids = [
      await build(ada, { pier: 'Far' }),
      await build(bob, { pier: 'Far' }),
      await build(ada, { pier: 'Far' }),
    ];
    await build(bob, { pier: 'Far', side: 'south' });
    const url = `${route}?filter[pier]=Far&sort=createdAt&limit=2&count=true`;
    const first = await operator.get(url);
    expect(first).toMatchObject({ status: 200, json: { page: { count: 3, limit: 2 } } });
    const second = await operator.get(`${url}&cursor=${first.json.page.next as string}`);
    const listed = [...first.json.data, ...second.json.data] as { id: string; organizationId: string }[];
    expect(listed.map(({ id }) => id)).toEqual(ids);
    expect(listed.map(({ organizationId }) => organizationId)).toEqual([
      ada.organizationId,
      bob.organizationId,
      ada.organizationId,
    ]);
    expect(second.json.page.next).toBeNull();
    const ofBob = await operator.get(
      `${route}?filter[pier]=Far&filter[organizationId]=${bob.organizationId}`,
    );
    expect(ofBob.json.data).toHaveLength(1);
  });

  it('shows one row of any organization, unless its rule hides it', async () => {
    const [north, south] = [await build(bob), await build(bob, { side: 'south' })];
    const shown = await operator.get(`${route}/${north}`);
    expect(shown).toMatchObject({ status: 200, json: { id: north, organizationId: bob.organizationId } });
    expect(Object.keys(shown.json as object)).not.toContain('fee');
    expect((await operator.get(`${route}/${north}?include=boat`)).status).toBe(400);
    expect(await operator.get(`${route}/${south}`)).toMatchObject({
      status: 404,
      json: { code: 'not_found' },
    });
    expect(await close(south)).toMatchObject({ status: 404 });
    expect((await bob.get(`/v1/berths/${south}`)).json.status).toBe('empty');
  });

  it('changes a row of any organization, and tells both its organization and the installation', async () => {
    const id = await build(ada);
    expect((await ada.get(`/v1/berths/${id}`)).json.status).toBe('empty');
    expect(await close(id)).toMatchObject({ status: 200, json: { id, status: 'closed', version: 2 } });
    expect((await ada.get(`/v1/berths/${id}`)).json.status).toBe('closed');
    const [entry, ...more] = await entriesOf(ada.organizationId, id);
    expect(more).toEqual([]);
    expect(entry).toMatchObject({ actorId: operator.userId, kind: 'updated' });
    expect(entry?.changes['status']).toEqual({ before: 'empty', after: 'closed' });
    const { json } = await operator.get(`/v1/installation/audit-entries?filter[subjectId]=${id}`);
    expect(json.data).toEqual([
      expect.objectContaining({
        action: 'installation-berths:close',
        changes: expect.objectContaining({
          organizationId: { before: ada.organizationId, after: ada.organizationId },
          status: { before: 'empty', after: 'closed' },
        }),
      }),
    ]);
    expect(await close(id)).toMatchObject({
      status: 409,
      json: { code: 'wrong_state', detail: 'The berth is closed; it must be empty or taken.' },
    });
  });

  it('is for operators only, and gives an operator no other route', async () => {
    const id = await build(ada);
    for (const who of [ada, bob]) {
      expect(await who.get(route)).toMatchObject({ status: 403, json: { code: 'forbidden' } });
      expect((await who.get(`${route}/${id}`)).status).toBe(403);
      expect((await close(id, who)).status).toBe(403);
    }
    expect((await app.http('GET', route)).status).toBe(401);
    expect((await operator.get('/v1/berths')).status).toBe(403);
    expect((await operator.post(`/v1/berths/${id}/take`)).status).toBe(403);
    expect((await ada.get(`/v1/berths/${id}`)).json.status).toBe('empty');
  });

  it('shows of the installation nothing that belongs to an organization', async () => {
    const id = await build(bob);
    await bob.patch(`/v1/berths/${id}`, { pier: 'Near' });
    expect((await bob.get(`/v1/audit-entries?filter[subjectId]=${id}`)).json.data).toHaveLength(2);
    expect((await operator.get(`/v1/installation/audit-entries?filter[subjectId]=${id}`)).json.data).toEqual(
      [],
    );
  });

  describe('lets its methods reach', () => {
    const tried = async (work: () => Promise<unknown>): Promise<unknown> => {
      const attempts = app.get(Attempts);
      let outcome: unknown;
      attempts.work = async () => (outcome = await work());
      attempts.refusal = null;
      const answer = await close(await build(ada));
      expect(answer.status).toBe(200);
      return attempts.refusal ?? outcome;
    };
    const stores = () => app.get(ScopedStores);

    it('rows of its own table', async () => {
      const theirs = await build(bob);
      expect(await tried(() => stores().of(Berth).get(theirs))).toMatchObject({ id: theirs });
    });

    it.each([
      ['the store of another table', () => stores().of(Boat).find({}, { limit: 1 })],
      ['a new row of its own table', () => stores().of(Berth).insert({ code: 'X' })],
    ])('not %s, without saying whose', async (_, work) => {
      expect(await tried(work)).toMatchObject({ message: expect.stringMatching(/organization/) });
    });

    it.each([
      ['its own table', 'SELECT id FROM berths LIMIT 1'],
      ['another table', 'SELECT id FROM boats LIMIT 1'],
      ['all of its own table', 'UPDATE berths SET depth = 1'],
    ])('not %s by SQL', async (_, sql) => {
      expect(await tried(() => app.get(Database).write(sql))).toBeInstanceOf(StatementRefusedError);
    });

    it('another organization where it says so', async () => {
      const theirs = await build(bob);
      const seen = await tried(() =>
        asOrganization(bob.organizationId, () => stores().of(Berth).find({ id: theirs })),
      );
      expect(seen).toEqual([expect.objectContaining({ id: theirs })]);
    });
  });

  it('is counted where operators have gone across organizations', async () => {
    await operator.get(route);
    const rows = app.get(ScopeCrossings).take();
    expect(rows.map(({ reason }) => reason)).toContain('an operator uses the resource installation/berths');
  });
});
