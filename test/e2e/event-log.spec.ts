import {
  acrossOrganizations,
  asOrganization,
  FeatureRegistry,
  storeToken,
  type Store,
} from '@keelson/kernel';
import { AccessControl, Database, QueueSettings } from '@keelson/platform';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it, onTestFinished, vi } from 'vitest';
import { trustedFor } from '../../libs/access/src/verified-tokens.js';
import { WaitingReaders } from '../../libs/events/src/log/waiting-readers.js';
import { signIn, startApp, type Answer, type SignedIn, type TestApp } from '../support/app.js';
import { Boat } from '../support/features/berths/boat.entity.js';
import { BerthsModule } from '../support/features/berths/index.js';

interface Entry {
  readonly position: number;
  readonly id: string;
  readonly type: string;
  readonly sequence: number;
  readonly aggregate: { readonly type: string; readonly id: string };
  readonly payload: Record<string, unknown>;
}

let one: TestApp;
let other: TestApp;
beforeAll(async () => {
  const modules = [BerthsModule];
  one = await startApp({ modules });
  const { redisUrl } = one.get(QueueSettings);
  other = await startApp({
    modules,
    databaseUrl: one.databaseUrl,
    environment: redisUrl ? { REDIS_URL: redisUrl } : {},
  });
  // Plain members may read the log here, so that row rules have something to hide from them.
  for (const app of [one, other])
    for (const permission of app.get(FeatureRegistry).permissions)
      if (permission.name === 'event-log:read') Object.assign(permission, { members: true });
});
afterAll(async () => {
  await other.close();
  await one.close();
});

/** The same person at the other process. */
const atOther = (person: SignedIn) =>
  signIn(other.http, person.email, person.password, person.organizationId);
const log = (person: SignedIn, query = '') => person.get(`/v1/event-log${query}`);
/** What became of boats; who joined the organization is in the log, too. */
const entries = (answer: Answer): Entry[] =>
  (answer.json.data as Entry[]).filter(({ type }) => type.startsWith('boat.'));
const build = async (person: SignedIn, name: string): Promise<string> =>
  (await person.post('/v1/boats', { name, captain: 'Jason' })).json.id as string;
const launch = (person: SignedIn, id: string) => person.post(`/v1/boats/${id}/launch`);

/** All that a person sees, in pages. */
async function everything(person: SignedIn, after = 0): Promise<Entry[]> {
  const page = await log(person, `?after=${after}&limit=200`);
  const next = page.json.page.next as number;
  return next === after ? [] : [...entries(page), ...(await everything(person, next))];
}

/** Where the log ends, once everything that was written has its position. */
async function settled(person: SignedIn): Promise<number> {
  await vi.waitFor(
    async () => {
      const [left] = await acrossOrganizations('waits for the sequencer', () =>
        one
          .get(Database)
          .read<{ events: number }>('SELECT COUNT(*) AS events FROM outbox_events WHERE position IS NULL'),
      );
      expect(Number(left?.events)).toBe(0);
    },
    { timeout: 20_000, interval: 50 },
  );
  let end = 0;
  for (let next = -1; next !== end;) {
    next = end;
    end = (await log(person, `?after=${end}&limit=200`)).json.page.next as number;
  }
  return end;
}

describe('A reader of the log', () => {
  it('that comes back again and again, to any process, meets each event once and in order', async () => {
    const owner = await one.signUp();
    const member = await one.join(owner, 'member');
    const writers = [owner, await atOther(owner)];
    const boats = 150;
    let written = false;
    const write = async (writer: SignedIn, half: number) => {
      for (let n = 0; n < boats / 2; n += 5)
        await Promise.all(
          Array.from({ length: 5 }, async (_, k) =>
            launch(writer, await build(writer, `Boat ${half}/${n + k}`)),
          ),
        );
    };
    /** Each request on a new connection, to the one or the other process; every fifth answer is lost on its way. */
    const read = async (seats: readonly SignedIn[], enough: (seen: readonly Entry[]) => boolean) => {
      const seen: Entry[] = [];
      let [after, requests] = [0, 0];
      while (!written || !enough(seen)) {
        requests += 1;
        const query = `?after=${after}&limit=${1 + (requests % 13)}&wait=${requests % 2}`;
        const answer = await log(seats[requests % seats.length] as SignedIn, query);
        expect(answer.status, answer.text).toBe(200);
        if (requests % 5 === 0) continue;
        seen.push(...entries(answer));
        after = answer.json.page.next;
      }
      expect(requests).toBeGreaterThan(30);
      return seen;
    };
    const launched = (seen: readonly Entry[]) => seen.filter(({ type }) => type === 'boat.launched');
    const members = [member, await atOther(member)];
    const [ofOwner, ofMember] = await Promise.all([
      read(writers, (seen) => seen.length >= 2 * boats),
      read(members, (seen) => launched(seen).length >= boats),
      Promise.all(writers.map(write)).then(() => (written = true)),
    ]);
    await settled(owner);
    for (const seen of [ofOwner, ofMember]) {
      expect(new Set(seen.map(({ id }) => id)).size).toBe(seen.length);
      expect(seen.map(({ position }) => position)).toEqual(
        seen.map(({ position }) => position).sort((a, b) => a - b),
      );
      expect(launched(seen)).toHaveLength(boats);
    }
    const story = new Map<string, string[]>();
    for (const { aggregate, type } of ofOwner)
      story.set(aggregate.id, [...(story.get(aggregate.id) ?? []), type]);
    expect(new Set([...story.values()].map(String))).toEqual(new Set(['boat.created,boat.launched']));
    expect(await everything(owner)).toEqual(ofOwner);
    await expectNoGaps(owner.organizationId);
  }, 90_000);

  it('sees what its rows show it: not what lies in another organization, not rows beyond its rule, not hidden fields', async () => {
    const owner = await one.signUp();
    const stranger = await one.signUp();
    const member = await one.join(owner, 'member');
    const [afloat, building] = [await build(owner, 'Argo'), await build(owner, 'Pequod')];
    await launch(owner, afloat);
    const end = await settled(owner);
    const types = async (person: SignedIn) =>
      (await everything(person)).map(({ aggregate, type }) => `${type} ${aggregate.id}`);
    const ofArgo = [`boat.created ${afloat}`, `boat.launched ${afloat}`];
    expect((await types(owner)).sort()).toEqual([...ofArgo, `boat.created ${building}`].sort());
    expect((await types(member)).sort()).toEqual(ofArgo);
    expect((await types(stranger)).filter((text) => text.includes(afloat))).toEqual([]);
    expect((await log(member, '?limit=200')).json.page).toEqual({ next: end, limit: 200 });
    const [created] = (await everything(owner)).filter(({ aggregate }) => aggregate.id === afloat);
    expect(created).toMatchObject({
      type: 'boat.created',
      version: 1,
      sequence: 1,
      causedBy: owner.userId,
      payload: { name: 'Argo' },
    });
    expect(Object.keys(created?.payload ?? {})).not.toContain('organizationId');
    expect(JSON.stringify(created)).not.toContain('Jason');
  });

  it('sees the end of a row that is gone only when it sees all rows of its kind', async () => {
    const owner = await one.signUp();
    const member = await one.join(owner, 'member');
    const boat = await build(owner, 'Argo');
    await launch(owner, boat);
    const boats = one.nest.get<Store<Boat>>(storeToken(Boat), { strict: false });
    await asOrganization(owner.organizationId, () =>
      one.get(Database).transaction(async () => boats.remove(await boats.get(boat))),
    );
    await settled(owner);
    const about = (all: readonly Entry[]) => all.filter(({ aggregate }) => aggregate.id === boat).length;
    expect([about(await everything(owner)), about(await everything(member))]).toEqual([3, 0]);
  });

  it('that waits is answered by the next event it may see, whichever process writes it', async () => {
    const owner = await one.signUp();
    const member = await one.join(owner, 'member');
    const end = await settled(owner);
    const waiting = [
      log(member, `?after=${end}&wait=30`),
      log(await atOther(member), `?after=${end}&wait=30`),
    ];
    const hidden = await build(owner, 'Pequod');
    await settled(owner);
    await launch(await atOther(owner), await build(owner, 'Argo'));
    for (const answer of await Promise.all(waiting)) {
      expect(entries(answer).length).toBeGreaterThan(0);
      expect(entries(answer).map(({ aggregate }) => aggregate.id)).not.toContain(hidden);
      expect(answer.headers['cache-control']).toBe('no-store');
    }
  }, 60_000);

  it('that loses its rights while it waits is shown nothing more', async () => {
    const owner = await one.signUp();
    const end = await settled(owner);
    const waiting = log(owner, `?after=${end}&wait=30`);
    const second = await signIn(one.http, owner.email, owner.password);
    await log(owner);
    expect((await owner.post('/v1/auth/sign-out')).status).toBe(204);
    await build(second, 'Argo');
    expect(await waiting).toMatchObject({ status: 401, json: { code: 'unauthenticated' } });
  }, 60_000);

  it('that waits in vain is answered when its time is over', async () => {
    const owner = await one.signUp();
    const end = await settled(owner);
    expect((await log(owner, `?after=${end}&wait=1`)).json).toEqual({
      data: [],
      page: { next: end, limit: 50 },
    });
  });

  it('is told when the log does not go on from its position', async () => {
    const owner = await one.signUp();
    for (const name of ['Argo', 'Pequod', 'Beagle']) await build(owner, name);
    const end = await settled(owner);
    expect(await log(owner, `?after=${end + 1}`)).toMatchObject({
      status: 422,
      json: { code: 'event_log.unknown_position' },
    });
    await acrossOrganizations('purges', () =>
      one
        .get(Database)
        .write('DELETE FROM outbox_events WHERE organization_id = ? AND position < ?', [
          owner.organizationId,
          end,
        ]),
    );
    const late = await log(owner, '?after=1');
    expect(late).toMatchObject({ status: 422, json: { code: 'event_log.unknown_position' } });
    expect(late.json.detail).toContain(`after=${end - 1}`);
    expect(entries(await log(owner, `?after=${end - 1}`))).toHaveLength(1);
    expect(entries(await log(owner))).toHaveLength(1);
  });

  it('is one of a bounded number that wait, and an end of the process ends its wait', async () => {
    const owner = await one.signUp();
    const app = await startApp({ modules: [BerthsModule], databaseUrl: one.databaseUrl });
    const here = await signIn(app.http, owner.email, owner.password, owner.organizationId);
    const end = await settled(owner);
    const answers: Answer[] = [];
    const waiting = Array.from({ length: 55 }, () =>
      log(here, `?after=${end}&wait=30`).then((answer) => answers.push(answer)),
    );
    await vi.waitFor(() => expect(answers).toHaveLength(5), { timeout: 20_000 });
    for (const answer of answers)
      expect(answer).toMatchObject({ status: 429, json: { code: 'event_log.too_many_readers' } });
    await app.close();
    await Promise.all(waiting);
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(50);
  }, 60_000);

  it('is refused while it waits, wherever it signs out, and whoever else waits goes on', async () => {
    const owner = await one.signUp();
    const again = await signIn(one.http, owner.email, owner.password, owner.organizationId);
    const end = await settled(owner);
    let others = 0;
    const wait = (person: SignedIn) => log(person, `?after=${end}&wait=30`);
    const stays = wait(again).finally(() => (others += 1));
    for (const process of [one, other]) {
      const here = await signIn(one.http, owner.email, owner.password, owner.organizationId);
      const waiting = wait(here);
      await vi.waitFor(() => expect(waitingReaders(one)).toBe(2), { timeout: 20_000 });
      expect((await process.http('POST', '/v1/auth/sign-out', { token: here.token })).status).toBe(204);
      // Without news and with its rights it would be an empty page, thirty seconds later.
      expect(await waiting).toMatchObject({ status: 401, json: { code: 'unauthenticated' } });
    }
    await vi.waitFor(() => expect([others, waitingReaders(one)]).toEqual([0, 1]), { timeout: 20_000 });
    await build(owner, 'Argo');
    expect(await stays).toMatchObject({ status: 200, json: { data: [{ type: 'boat.created' }] } });
  }, 60_000);

  it('waits while the database takes more than a second for each question about rights, and ends with its rights', async () => {
    const app = await startApp({ modules: [BerthsModule], databaseUrl: one.databaseUrl });
    onTestFinished(() => app.close());
    const owner = await one.signUp();
    const here = await signIn(app.http, owner.email, owner.password, owner.organizationId);
    const end = await settled(owner);
    const authority = app.get(AccessControl).authority;
    const slow = async <T>(answer: Promise<T>): Promise<T> => {
      await sleep(trustedFor + 100);
      return answer;
    };
    const changesSince = authority.changesSince.bind(authority);
    const callerOf = authority.callerOf.bind(authority);
    let mostAtOnce = 0;
    let underWay = 0;
    let answered = 0;
    const looks = vi.spyOn(authority, 'changesSince').mockImplementation((mark) => {
      mostAtOnce = Math.max(mostAtOnce, (underWay += 1));
      return slow(changesSince(mark)).finally(() => {
        underWay -= 1;
        answered += 1;
      });
    });
    const verifications = vi
      .spyOn(authority, 'callerOf')
      .mockImplementation((claims) => slow(callerOf(claims)));
    // The first answer to a process is that anything may have changed.
    await vi.waitFor(
      async () => {
        await log(here);
        expect(answered).toBeGreaterThan(1);
      },
      { timeout: 20_000 },
    );
    const waiting = log(here, `?after=${end}&wait=30`);
    await vi.waitFor(() => expect(waitingReaders(app)).toBe(1), { timeout: 20_000 });
    const [looksBefore, verificationsBefore] = [looks.mock.calls.length, verifications.mock.calls.length];
    await vi.waitFor(() => expect(looks.mock.calls.length).toBeGreaterThan(looksBefore + 3), {
      timeout: 20_000,
    });
    // Nothing has changed, so whoever waits asks nothing on its own.
    expect(verifications.mock.calls.length).toBe(verificationsBefore);
    expect([mostAtOnce, waitingReaders(app)]).toEqual([1, 1]);
    expect((await other.http('POST', '/v1/auth/sign-out', { token: here.token })).status).toBe(204);
    expect(await waiting).toMatchObject({ status: 401, json: { code: 'unauthenticated' } });
  }, 60_000);

  it('goes on waiting when its rights have changed and still suffice', async () => {
    const owner = await one.signUp();
    const end = await settled(owner);
    const waiting = log(owner, `?after=${end}&wait=30`);
    await vi.waitFor(() => expect(waitingReaders(one)).toBe(1), { timeout: 20_000 });
    await other
      .get(Database)
      .transaction(() => other.get(AccessControl).changed({ subject: 'user', id: owner.userId }));
    await build(owner, 'Argo');
    expect(await waiting).toMatchObject({ status: 200, json: { data: [{ type: 'boat.created' }] } });
  }, 60_000);

  it('needs the permission, and asks with parameters that are there', async () => {
    const owner = await one.signUp();
    const guest = await one.join(owner, 'guest');
    expect((await log(guest)).status).toBe(403);
    expect((await one.http('GET', '/v1/event-log')).status).toBe(401);
    const wrong = await log(owner, '?after=-1&limit=0&wait=31&cursor=x');
    expect(wrong).toMatchObject({ status: 400, json: { code: 'validation_failed' } });
    expect(wrong.json.errors.map(({ parameter }: { parameter: string }) => parameter)).toEqual([
      'cursor',
      'after',
      'limit',
      'wait',
    ]);
  });
});

function waitingReaders(app: TestApp): number {
  return app.get(WaitingReaders).size;
}

async function expectNoGaps(organizationId: string): Promise<void> {
  const [row] = await acrossOrganizations('looks at a log', () =>
    one
      .get(Database)
      .read<{ events: number; first: number; last: number }>(
        'SELECT COUNT(*) AS events, MIN(position) AS first, MAX(position) AS last FROM outbox_events WHERE organization_id = ?',
        [organizationId],
      ),
  );
  expect([Number(row?.first), Number(row?.last)]).toEqual([1, Number(row?.events)]);
}
