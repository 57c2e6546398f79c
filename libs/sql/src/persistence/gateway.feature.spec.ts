import { acrossOrganizations, asOrganization, currentContext, withContext } from '@keelson/kernel';
import { DataSource, type EntityManager, type Repository } from 'typeorm';
import { afterAll, beforeAll, beforeEach, describe, expect, inject, it } from 'vitest';
import { startApp, type SignedIn, type TestApp } from '../../../../test/support/app.js';
import { Berth, berthBody, BerthsModule } from '../../../../test/support/features/berths/index.js';
import { Database } from './database.js';
import { ScopeCrossingLog } from './scope-crossing-log.js';
import { SqlDatabase } from './sql-database.js';
import { StatementRefusedError } from './statement-gateway.js';
import { observeStatements } from './statement-observer.js';

/** Every way to the tables that a feature could find, each tried against the gate on the driver. */
describe('The gate on the driver', () => {
  let app: TestApp;
  let source: DataSource;
  let database: Database;
  let berths: Repository<Berth>;
  let ada: SignedIn;
  let bob: SignedIn;
  let ours: string;
  let theirs: string;

  beforeAll(async () => {
    app = await startApp({ modules: [BerthsModule] });
    source = app.get(DataSource);
    database = app.get(Database);
    berths = source.getRepository(Berth);
    ada = await app.signUp();
    bob = await app.signUp();
  });
  afterAll(() => app.close());
  beforeEach(async () => {
    const make = async (who: SignedIn): Promise<string> =>
      (await who.post('/v1/berths', berthBody({ pier: 'Rope' }))).json.id;
    [ours, theirs] = [await make(ada), await make(bob)];
  });

  const inAdas = <T>(work: () => Promise<T>) => asOrganization(ada.organizationId, work);
  /** TypeORM wraps what a driver throws. */
  const refused = async (work: () => Promise<unknown>) => {
    const error = await work().then(
      () => null,
      (reason: unknown) => (reason as { driverError?: unknown }).driverError ?? reason,
    );
    expect(error).toBeInstanceOf(StatementRefusedError);
  };
  const theirPier = async () => (await bob.get(`/v1/berths/${theirs}`)).json.pier as string;
  const own = () => ({ organizationId: ada.organizationId });
  const foreign = () => ({ organizationId: bob.organizationId });

  it('lets a repository read within the organization at work, and nowhere else', async () => {
    const found = await inAdas(() => berths.find({ where: { ...own(), pier: 'Rope' } }));
    expect(found.map(({ id }) => id)).toContain(ours);
    expect(found[0]).toBeInstanceOf(Berth);
    expect(found[0]?.createdAt).toBeInstanceOf(Date);
    expect(await inAdas(() => berths.countBy(own()))).toBe(found.length);
    await inAdas(() => refused(() => berths.find()));
    await inAdas(() => refused(() => berths.findOneBy({ id: theirs })));
    await inAdas(() => refused(() => berths.findBy(foreign())));
    await inAdas(() => refused(() => berths.findBy([own(), { pier: 'Rope' }])));
    await refused(() => berths.findBy(own()));
  });

  it('lets a repository write within the organization at work, and nowhere else', async () => {
    const rename = (id: string, of: object) => berths.update({ id, ...of }, { pier: 'Line' });
    expect(await inAdas(() => rename(ours, own()))).toMatchObject({ affected: 1 });
    expect(await inAdas(() => rename(theirs, own()))).toMatchObject({ affected: 0 });
    await inAdas(() => refused(() => rename(theirs, foreign())));
    await inAdas(() => refused(() => berths.update({ id: theirs }, { pier: 'Line' })));
    await inAdas(() => refused(() => berths.update({ id: ours, ...own() }, foreign())));
    await inAdas(() => refused(() => berths.delete({ id: theirs })));
    await inAdas(() => refused(() => berths.clear()));
    await inAdas(() => refused(() => berths.increment({ id: theirs }, 'depth', 1)));
    expect(await inAdas(() => berths.delete({ id: ours, ...own() }))).toMatchObject({ affected: 1 });
    expect(await theirPier()).toBe('Rope');
  });

  it('refuses save() and upsert() of a repository on a row of another organization', async () => {
    const stolen = Object.assign(new Berth(), { id: theirs, ...own(), pier: 'Stolen' });
    await inAdas(() => refused(() => berths.save(stolen)));
    await inAdas(() => refused(() => berths.upsert(stolen, ['id'])));
    await inAdas(() => refused(() => berths.insert(Object.assign(new Berth(), foreign()))));
    expect(await theirPier()).toBe('Rope');
  });

  it('stands also inside a transaction, of the kernel and of TypeORM', async () => {
    await inAdas(() =>
      database.transaction(async () => {
        const { manager } = app.get(SqlDatabase).unit();
        expect(await manager.findBy(Berth, { id: ours, ...own() })).toHaveLength(1);
        await refused(() => manager.find(Berth));
        await refused(() => database.read('SELECT * FROM berths'));
      }),
    );
    const steal = (manager: EntityManager) => manager.query('DELETE FROM berths');
    await inAdas(() => refused(() => source.transaction(steal)));
    expect(await theirPier()).toBe('Rope');
  });

  it('reads raw SQL, whoever sends it', async () => {
    const sql = 'SELECT id FROM berths WHERE organization_id = ?';
    const rows = await inAdas(() => database.read<{ id: string }>(sql, [ada.organizationId]));
    expect(rows.map(({ id }) => id)).toContain(ours);
    await inAdas(() => refused(() => database.read(sql, [bob.organizationId])));
    await inAdas(() => refused(() => database.read(sql, [])));
    await inAdas(() => refused(() => database.read('SELECT id FROM berths')));
    await inAdas(() => refused(() => database.write('DELETE FROM berths')));
    await inAdas(() => refused(() => source.query('SELECT * FROM berths')));
    await inAdas(() => refused(() => source.createQueryBuilder(Berth, 'b').getMany()));
    await refused(() => database.read(sql, [ada.organizationId]));
  });

  it('reads what takes another way to a connection', async () => {
    const runner = source.createQueryRunner();
    try {
      const connection = (await runner.connect()) as Record<string, unknown>;
      const send = (method: string, ...args: unknown[]) =>
        new Promise((resolve, reject) => {
          const done = (error: Error | null, result: unknown) => (error ? reject(error) : resolve(result));
          (connection[method] as (...all: unknown[]) => unknown).call(connection, ...args, done);
        });
      const methods = inject('engine') === 'mysql' ? ['query', 'execute', 'prepare'] : ['query'];
      for (const method of methods) {
        await inAdas(() => refused(() => send(method, 'SELECT * FROM berths')));
        await inAdas(() =>
          refused(() => send(method, { sql: 'DELETE FROM berths', text: 'DELETE FROM berths' })),
        );
        await inAdas(() => refused(() => send(method, { name: 'k1', values: [theirs] })));
      }
    } finally {
      await runner.release();
    }
    expect(await theirPier()).toBe('Rope');
  });

  it.runIf(inject('engine') === 'mysql')('refuses values that mysql2 would write as SQL', async () => {
    const sql = 'SELECT id FROM berths WHERE organization_id = ? AND pier = ?';
    await inAdas(() => refused(() => source.query(sql, [ada.organizationId, { name: 1 }])));
    await inAdas(() => refused(() => source.query(sql, [{ toSqlString: () => "'' OR 1 = 1" }, 'x'])));
    expect(await inAdas(() => source.query<unknown[]>(sql, [ada.organizationId, 'Rope']))).not.toEqual([]);
  });

  it('reads sub-selects, joins, CTEs and UNION, each part by itself', async () => {
    const mine = 'SELECT id FROM berths WHERE organization_id = ?';
    const own = (n: number) => Array.from({ length: n }, () => ada.organizationId);
    const whole: readonly (readonly [string, number])[] = [
      [`SELECT name FROM users WHERE id IN (${mine})`, 1],
      [
        `SELECT b.id FROM berths b JOIN boats o ON o.id = b.boat_id AND o.organization_id = ? WHERE b.organization_id = ?`,
        2,
      ],
      [`WITH mine AS (${mine}) SELECT id FROM mine`, 1],
      [`${mine} UNION ${mine}`, 2],
    ];
    for (const [sql, tenants] of whole) {
      expect(await inAdas(() => database.read(sql, own(tenants)))).toBeInstanceOf(Array);
      for (const at of own(tenants).keys())
        await inAdas(() => refused(() => database.read(sql, own(tenants).with(at, bob.organizationId))));
      await inAdas(() =>
        refused(() =>
          database.read(sql.replace(/ (?:AND|WHERE) \w*\.?organization_id = \?/, ''), own(tenants)),
        ),
      );
    }
  });

  it('refuses a view, a function and a table that no migration has made', async () => {
    await acrossOrganizations('makes a view for a test', () =>
      source.query('CREATE VIEW every_berth AS SELECT * FROM berths'),
    );
    await inAdas(() => refused(() => database.read('SELECT * FROM every_berth')));
    await inAdas(() =>
      refused(() =>
        database.read('SELECT * FROM every_berth WHERE organization_id = ?', [ada.organizationId]),
      ),
    );
    await refused(() => database.read('SELECT * FROM every_berth'));
    await inAdas(() => refused(() => database.read('SELECT every_berth()')));
    await inAdas(() => refused(() => source.query('CREATE TABLE mine (id int)')));
    expect(await theirPier()).toBe('Rope');
  });

  it('refuses a tenant’s table that has no entity', async () => {
    await inAdas(() => refused(() => database.read('SELECT word FROM search_words')));
    const sql = 'SELECT word FROM search_words WHERE organization_id = ?';
    expect(await inAdas(() => database.read(sql, [ada.organizationId]))).toEqual([{ word: 'ada' }]);
  });

  it('tells what it lets through, in the context of the work, and nothing of what it refuses', async () => {
    const heard: unknown[] = [];
    observeStatements((text, values) => {
      if (text.includes('berths'))
        heard.push([values.includes(ada.organizationId), currentContext().caller?.organizationId]);
    });
    try {
      await inAdas(() => refused(() => database.read('SELECT id FROM berths')));
      expect(heard).toEqual([]);
      await ada.get(`/v1/berths/${ours}`);
      expect(heard).toEqual([[true, ada.organizationId]]);
    } finally {
      observeStatements(null);
    }
  });

  it('counts who goes across organizations, and why', async () => {
    const tallies = () =>
      database.read<{
        operation: string;
        uses: number;
        last_caller_id: string | null;
        last_request_id: string;
      }>('SELECT operation, uses, last_caller_id, last_request_id FROM scope_crossings WHERE reason = ?', [
        'counts for an audit',
      ]);
    const count = () =>
      acrossOrganizations('counts for an audit', async () => {
        await database.read('SELECT COUNT(*) AS n FROM berths');
        await database.read('SELECT COUNT(*) AS n FROM berths');
      });
    const log = app.get(ScopeCrossingLog);
    await withContext({ requestId: 'r1', operation: 'berths:count' }, count);
    await withContext({ requestId: 'r2', operation: 'berths:count' }, count);
    await acrossOrganizations('sends nothing', () => Promise.resolve());
    await log.flush();
    await withContext({ requestId: 'r3', operation: 'berths:count' }, count);
    await log.flush();
    expect(await tallies()).toEqual([
      { operation: 'berths:count', uses: 3, last_caller_id: null, last_request_id: 'r3' },
    ]);
  });

  it('opens for work that says why it goes across organizations', async () => {
    const all = await acrossOrganizations('counts for a test', () =>
      database.read<{ id: string }>('SELECT id FROM berths'),
    );
    expect(all.map(({ id }) => id)).toEqual(expect.arrayContaining([ours, theirs]));
  });
});
