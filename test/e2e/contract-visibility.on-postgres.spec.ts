import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startApp, type Answer, type SignedIn, type TestApp } from '../support/app.js';
import { berthBody, BerthsModule } from '../support/features/berths/index.js';
import { anonymous } from '../support/routes/attempts.js';

const nobody = '01890a5d-ac96-774b-bcce-b302099a8057';

/** What a row rule hides does not exist: not in one answer is it told apart from what never was. */
describe('What a member may not see', () => {
  let app: TestApp;
  let owner: SignedIn;
  let member: SignedIn;

  beforeAll(async () => {
    app = await startApp({ modules: [BerthsModule] });
    owner = await app.signUp();
    member = await app.join(owner, 'member');
  });
  afterAll(() => app.close());

  const boat = async (launched: boolean): Promise<string> => {
    const { id } = (await owner.post('/v1/boats', { name: 'Argo', captain: 'Jason' })).json;
    if (launched) await owner.post(`/v1/boats/${id}/launch`);
    return id;
  };
  const idsOf = async (who: SignedIn, url: string) => {
    const { json } = await who.get(`${url}${url.includes('?') ? '&' : '?'}limit=200&count=true`);
    const ids = (json.data as { id: string }[]).map(({ id }) => id);
    if (json.page.count !== ids.length) throw new Error(`${url} counts ${json.page.count} of ${ids.length}`);
    return ids;
  };
  const alike = (hidden: Answer, missing: Answer, status: number) => {
    expect(hidden.status).toBe(status);
    expect(anonymous(hidden)).toBe(anonymous(missing));
  };

  it('is not read, listed, counted or included', async () => {
    const [hidden, shown] = [await boat(false), await boat(true)];
    alike(await member.get(`/v1/boats/${hidden}`), await member.get(`/v1/boats/${nobody}`), 404);
    expect(await idsOf(member, '/v1/boats')).toEqual([shown]);
    expect(await idsOf(member, '/v1/boats?filter[status]=building')).toEqual([]);
    expect(new Set(await idsOf(owner, '/v1/boats'))).toEqual(new Set([hidden, shown]));
    await owner.post('/v1/berths', berthBody({ pier: 'Included', boatId: hidden }));
    const { json } = await member.get('/v1/berths?filter[pier]=Included&include=boat');
    expect(json.data).toMatchObject([{ boatId: hidden, boat: null }]);
  });

  it('is what the rule says, however its parts are joined', async () => {
    const made = await Promise.all(
      ['north', 'south'].flatMap((side) =>
        [false, true].map(async (taken) => {
          const { id } = (await owner.post('/v1/berths', berthBody({ side, pier: 'Rule' }))).json;
          if (taken) await owner.post(`/v1/berths/${id}/take`);
          return { id: id as string, visible: side === 'north' || !taken };
        }),
      ),
    );
    const visible = made.filter((one) => one.visible).map(({ id }) => id);
    expect((await idsOf(member, '/v1/berths?filter[pier]=Rule')).sort()).toEqual(visible.sort());
    expect(await idsOf(member, '/v1/berths?filter[pier]=Rule&filter[status]=taken')).toHaveLength(1);
    const statuses = await Promise.all(
      made.map(async ({ id }) => (await member.get(`/v1/berths/${id}`)).status),
    );
    expect(statuses).toEqual(made.map((one) => (one.visible ? 200 : 404)));
    // By pages, too: the rule and the position of the cursor are joined rightly.
    const paged: string[] = [];
    for (let cursor: string | null = ''; cursor !== null;) {
      const next: string = cursor && `&cursor=${cursor}`;
      const { json }: Answer = await member.get(`/v1/berths?filter[pier]=Rule&limit=1&sort=depth${next}`);
      paged.push(...(json.data as { id: string }[]).map(({ id }) => id));
      cursor = json.page.next as string | null;
    }
    expect(paged.sort()).toEqual(visible.sort());
  });

  it('stays open to an action that hides its row', async () => {
    const { id } = (await owner.post('/v1/berths', berthBody({ side: 'south' }))).json;
    expect(await member.post(`/v1/berths/${id}/take`)).toMatchObject({
      status: 200,
      json: { status: 'taken', version: 2 },
    });
    expect((await member.get(`/v1/berths/${id}`)).status).toBe(404);
  });
});
