import { asOrganization, storeToken, type Store } from '@keelson/kernel';
import { Database } from '@keelson/platform';
import { afterAll, beforeAll, describe, expect, inject, it, vi } from 'vitest';
import { ReferenceChecker } from '@keelson/operations/ports';
import { startApp, type Answer, type SignedIn, type TestApp } from '../support/app.js';
import { CrewModule } from '../support/features/crew/index.js';
import { Sailor } from '../support/features/crew/sailor.entity.js';
import { openSql, type SqlSession } from '@keelson/testing/servers';

let app: TestApp;
let owner: SignedIn;
let session: SqlSession;
beforeAll(async () => {
  app = await startApp({ modules: [CrewModule] });
  session = await openSql(inject('engine'), app.databaseUrl);
  owner = await app.signUp();
});
afterAll(async () => {
  await session?.end();
  await app?.close();
});

const sailor = async (): Promise<string> =>
  (await owner.post('/v1/sailors', { name: 'Jason', email: 'jason@argo.example' })).json.id as string;
const dutiesOf = async (id: string) =>
  (await owner.get(`/v1/duties?filter[sailorId]=${id}`)).json.data as object[];
const statusOf = async (id: string) => (await owner.get(`/v1/sailors/${id}`)).json.status as string;

describe('A reference to a row that is being removed and kept', () => {
  /** Has the removal ask for the row after the reference was checked and before what refers to it is committed. */
  const removeMeanwhile = async (id: string, refer: () => Promise<Answer>) => {
    const checker = app.get(ReferenceChecker);
    const missing = checker.missing.bind(checker);
    let removal: Promise<Answer> | undefined;
    let hasRemoved = false;
    let cameFirst = false;
    const spy = vi.spyOn(checker, 'missing').mockImplementationOnce(async (...args) => {
      const found = await missing(...args);
      removal = owner.delete(`/v1/sailors/${id}`).finally(() => (hasRemoved = true));
      // Either the removal waits for this transaction in the database, or it is through.
      await vi.waitFor(async () => expect(hasRemoved || (await waiting())).toBe(true), {
        timeout: 20_000,
        interval: 200,
      });
      cameFirst = hasRemoved;
      return found;
    });
    const answer = await refer();
    spy.mockRestore();
    return { answer, removed: (await removal)?.status, cameFirst };
  };
  /** Whether a transaction waits for the lock of a row. MariaDB looks again only if nobody has asked for 100 ms. */
  const waiting = async () => {
    const sql =
      inject('engine') === 'mysql'
        ? "SELECT trx_id FROM information_schema.innodb_trx JOIN information_schema.processlist ON id = trx_mysql_thread_id WHERE trx_state = 'LOCK WAIT' AND db = DATABASE()"
        : "SELECT pid FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND datname = current_database()";
    return (await session.query(sql)).length > 0;
  };

  it.each(['a new row', 'a change'])('comes before the removal as a whole: %s', async (kind) => {
    const id = await sailor();
    const duty = (await owner.post('/v1/duties', { title: 'Helm', sailorId: await sailor() })).json
      .id as string;
    const { answer, removed, cameFirst } = await removeMeanwhile(id, () =>
      kind === 'a change'
        ? owner.patch(`/v1/duties/${duty}`, { sailorId: id })
        : owner.post('/v1/duties', { title: 'Helm', sailorId: id }),
    );
    expect(answer.status, answer.text).toBeLessThan(300);
    expect([removed, cameFirst]).toEqual([204, false]);
    expect([await statusOf(id), (await dutiesOf(id)).length]).toEqual(['ashore', 1]);
  });

  it('is refused when the removal comes first', async () => {
    const id = await sailor();
    const sailors = app.nest.get<Store<Sailor>>(storeToken(Sailor), { strict: false });
    let referring: Promise<Answer> | undefined;
    await asOrganization(owner.organizationId, () =>
      app.get(Database).transaction(async () => {
        const [row] = (await sailors.lock([id])) as [Sailor];
        referring = owner.post('/v1/duties', { title: 'Oar', sailorId: id });
        await vi.waitFor(async () => expect(await waiting()).toBe(true), { timeout: 20_000, interval: 200 });
        row.status = 'ashore';
        await sailors.save(row);
      }),
    );
    expect(await referring).toMatchObject({ status: 422, json: { code: 'reference_not_found' } });
    expect(await dutiesOf(id)).toEqual([]);
  });
});
