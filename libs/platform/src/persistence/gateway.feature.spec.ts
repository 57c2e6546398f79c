import { acrossOrganizations, asOrganization } from '@keelson/kernel';
import { DataSource, type EntityManager, type Repository } from 'typeorm';
import { afterAll, beforeAll, beforeEach, describe, expect, inject, it } from 'vitest';
import { startApp, type SignedIn, type TestApp } from '../../../../test/support/app.js';
import { Product } from '../../../../src/features/catalog/index.js';
import { Database } from './database.js';
import { SqlDatabase } from './sql-database.js';
import { StatementRefusedError } from './statement-gateway.js';

/** Every way to the tables that a feature could find, each tried against the gate on the driver. */
describe('The gate on the driver', () => {
  let app: TestApp;
  let source: DataSource;
  let database: Database;
  let products: Repository<Product>;
  let ada: SignedIn;
  let bob: SignedIn;
  let ours: string;
  let theirs: string;

  beforeAll(async () => {
    app = await startApp();
    source = app.get(DataSource);
    database = app.get(Database);
    products = source.getRepository(Product);
    ada = await app.signUp();
    bob = await app.signUp();
  });
  afterAll(() => app.close());
  beforeEach(async () => {
    const sku = () => `S${Math.random()}`.slice(0, 12);
    const body = { name: 'Rope', price: 1, currency: 'EUR', stock: 1 };
    ours = (await ada.post('/v1/products', { ...body, sku: sku() })).json.id;
    theirs = (await bob.post('/v1/products', { ...body, sku: sku() })).json.id;
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
  const theirName = async () => (await bob.get(`/v1/products/${theirs}`)).json.name as string;
  const own = () => ({ organizationId: ada.organizationId });
  const foreign = () => ({ organizationId: bob.organizationId });

  it('lets a repository read within the organization at work, and nowhere else', async () => {
    const found = await inAdas(() => products.find({ where: { ...own(), name: 'Rope' } }));
    expect(found.map(({ id }) => id)).toContain(ours);
    expect(found[0]).toBeInstanceOf(Product);
    expect(found[0]?.createdAt).toBeInstanceOf(Date);
    expect(await inAdas(() => products.countBy(own()))).toBe(found.length);
    await inAdas(() => refused(() => products.find()));
    await inAdas(() => refused(() => products.findOneBy({ id: theirs })));
    await inAdas(() => refused(() => products.findBy(foreign())));
    await inAdas(() => refused(() => products.findBy([own(), { name: 'Rope' }])));
    await refused(() => products.findBy(own()));
  });

  it('lets a repository write within the organization at work, and nowhere else', async () => {
    const rename = (id: string, of: object) => products.update({ id, ...of }, { name: 'Line' });
    expect(await inAdas(() => rename(ours, own()))).toMatchObject({ affected: 1 });
    expect(await inAdas(() => rename(theirs, own()))).toMatchObject({ affected: 0 });
    await inAdas(() => refused(() => rename(theirs, foreign())));
    await inAdas(() => refused(() => products.update({ id: theirs }, { name: 'Line' })));
    await inAdas(() => refused(() => products.update({ id: ours, ...own() }, foreign())));
    await inAdas(() => refused(() => products.delete({ id: theirs })));
    await inAdas(() => refused(() => products.clear()));
    await inAdas(() => refused(() => products.increment({ id: theirs }, 'stock', 1)));
    expect(await inAdas(() => products.delete({ id: ours, ...own() }))).toMatchObject({ affected: 1 });
    expect(await theirName()).toBe('Rope');
  });

  it('refuses save() and upsert() of a repository on a row of another organization', async () => {
    const stolen = Object.assign(new Product(), { id: theirs, ...own(), name: 'Stolen' });
    await inAdas(() => refused(() => products.save(stolen)));
    await inAdas(() => refused(() => products.upsert(stolen, ['id'])));
    await inAdas(() => refused(() => products.insert(Object.assign(new Product(), foreign()))));
    expect(await theirName()).toBe('Rope');
  });

  it('stands also inside a transaction, of the kernel and of TypeORM', async () => {
    await inAdas(() =>
      database.transaction(async () => {
        const { manager } = app.get(SqlDatabase).unit();
        expect(await manager.findBy(Product, { id: ours, ...own() })).toHaveLength(1);
        await refused(() => manager.find(Product));
        await refused(() => database.read('SELECT * FROM products'));
      }),
    );
    const steal = (manager: EntityManager) => manager.query('DELETE FROM products');
    await inAdas(() => refused(() => source.transaction(steal)));
    expect(await theirName()).toBe('Rope');
  });

  it('reads raw SQL, whoever sends it', async () => {
    const sql = 'SELECT id FROM products WHERE organization_id = ?';
    const rows = await inAdas(() => database.read<{ id: string }>(sql, [ada.organizationId]));
    expect(rows.map(({ id }) => id)).toContain(ours);
    await inAdas(() => refused(() => database.read(sql, [bob.organizationId])));
    await inAdas(() => refused(() => database.read(sql, [])));
    await inAdas(() => refused(() => database.read('SELECT id FROM products')));
    await inAdas(() => refused(() => database.write('DELETE FROM products')));
    await inAdas(() => refused(() => source.query('SELECT * FROM products')));
    await inAdas(() => refused(() => source.createQueryBuilder(Product, 'p').getMany()));
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
        await inAdas(() => refused(() => send(method, 'SELECT * FROM products')));
        await inAdas(() =>
          refused(() => send(method, { sql: 'DELETE FROM products', text: 'DELETE FROM products' })),
        );
        await inAdas(() => refused(() => send(method, { name: 'k1', values: [theirs] })));
      }
    } finally {
      await runner.release();
    }
  });

  it.runIf(inject('engine') === 'mysql')('refuses values that mysql2 would write as SQL', async () => {
    const sql = 'SELECT id FROM products WHERE organization_id = ? AND name = ?';
    await inAdas(() => refused(() => source.query(sql, [ada.organizationId, { name: 1 }])));
    await inAdas(() => refused(() => source.query(sql, [{ toSqlString: () => "'' OR 1 = 1" }, 'x'])));
  });

  it('opens for work that says why it goes across organizations', async () => {
    const all = await acrossOrganizations('counts for a test', () =>
      database.read<{ id: string }>('SELECT id FROM products'),
    );
    expect(all.map(({ id }) => id)).toEqual(expect.arrayContaining([ours, theirs]));
  });
});

describe('A transaction', () => {
  let app: TestApp;
  let database: SqlDatabase;
  const write = (name: string) =>
    database.write('INSERT INTO schema_migration_marks (name) VALUES (?)', [name]);
  const names = async () =>
    (await database.read<{ name: string }>('SELECT name FROM schema_migration_marks ORDER BY name')).map(
      ({ name }) => name,
    );

  beforeAll(async () => {
    app = await startApp();
    database = app.get(SqlDatabase);
  });
  afterAll(async () => {
    await database.write('DELETE FROM schema_migration_marks');
    await app.close();
  });

  it('takes nothing more once it is over: what was not awaited does not write into another’s', async () => {
    let late: Promise<unknown> = Promise.resolve();
    const failing = database.transaction(async () => {
      await write('first');
      late = new Promise((resolve) => setTimeout(resolve, 50)).then(() => write('late'));
      late.catch(() => undefined);
      throw new Error('no');
    });
    await expect(failing).rejects.toThrow('no');
    await expect(late).rejects.toThrow('The transaction of this work is over');
    await database.transaction(async () => {
      await write('kept');
      late = new Promise((resolve) => setTimeout(resolve, 50)).then(() => write('later'));
      late.catch(() => undefined);
    });
    await expect(late).rejects.toThrow('The transaction of this work is over');
    expect(await names()).toEqual(['kept']);
  });

  it('joins one that is under way, unless it is to be separate', async () => {
    const attempt = database.transaction(async () => {
      await database.transaction(() => write('inner'));
      await database.separateTransaction(() => write('separate'));
      throw new Error('no');
    });
    await expect(attempt).rejects.toThrow('no');
    expect(await names()).toEqual(['kept', 'separate']);
  });

  it('is run again as a whole after a deadlock, and its effects happen once', async () => {
    await database.write('INSERT INTO schema_migration_marks (name) VALUES (?)', ['a']);
    await database.write('INSERT INTO schema_migration_marks (name) VALUES (?)', ['b']);
    const runs = { one: 0, two: 0, effects: 0 };
    const touch = (name: string) =>
      database.write('UPDATE schema_migration_marks SET name = name WHERE name = ?', [name]);
    const lock = (name: string) =>
      database.read('SELECT name FROM schema_migration_marks WHERE name = ? FOR UPDATE', [name]);
    const both = (who: 'one' | 'two', first: string, second: string) =>
      database.transaction(async () => {
        runs[who] += 1;
        database.unit().afterCommit(() => void (runs.effects += 1));
        await lock(first);
        await new Promise((resolve) => setTimeout(resolve, 100));
        await lock(second);
        await touch(second);
      });
    await Promise.all([both('one', 'a', 'b'), both('two', 'b', 'a')]);
    expect(runs.one + runs.two).toBeGreaterThan(2);
    expect(runs.effects).toBe(2);
  });
});
