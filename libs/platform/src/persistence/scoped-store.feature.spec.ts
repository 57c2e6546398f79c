import { asOrganization, type Condition, type Store } from '@keelson/kernel';
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startApp, type TestApp } from '../../../../test/support/app.js';
import { Berth, BerthsModule, berthBody } from '../../../../test/support/features/berths/index.js';
import { SqlDatabase } from './sql-database.js';
import { observeStatements } from './statement-observer.js';
import { ScopedStores } from './stores.js';

describe('What find() gives', () => {
  let app: TestApp;
  let ids: string[];
  const organization = randomUUID();
  const inStore = <T>(work: (store: Store<Berth>) => Promise<T>) =>
    asOrganization(organization, () => work(app.get(ScopedStores).of(Berth)));
  const find = (condition: Condition<Berth>, limit?: number) =>
    inStore((store) => store.find(condition, limit === undefined ? {} : { limit }));

  beforeAll(async () => {
    app = await startApp({ modules: [BerthsModule] });
    const values = Array.from({ length: 101 }, (_, index) => ({
      ...berthBody({ pier: index < 100 ? 'hundred' : 'one more', freeFrom: new Date() }),
      covered: false,
    }));
    const made = await asOrganization(organization, () =>
      app.get(SqlDatabase).transaction(() => app.get(ScopedStores).of(Berth).insertMany(values)),
    );
    ids = made.map(({ id }) => id).sort();
  });
  afterAll(() => app?.close());

  it('is every row, up to 100 of them', async () => {
    expect(await find({ pier: 'hundred' })).toHaveLength(100);
    expect(await find({ pier: 'one more' })).toHaveLength(1);
    expect(await find({ pier: 'none' })).toEqual([]);
  });

  it('is an error where there are more and no limit says that the first are meant', async () => {
    const refused = await find({}).catch((error: Error) => error.message);
    for (const part of [
      'Berth: find() found more than 100 rows',
      'Pass limit',
      'narrow',
      'id > ? ORDER BY id',
    ])
      expect(refused).toContain(part);
  });

  it('is as many as the limit says, the lowest ids', async () => {
    for (const limit of [0, 1, 100, 101, 10_000])
      expect((await find({}, limit)).map(({ id }) => id)).toEqual(ids.slice(0, limit));
  });

  it('is all rows whose ids are named', async () => {
    expect((await find({ id: ids })).map(({ id }) => id)).toEqual(ids);
    expect(await find({ id: ids, pier: 'hundred' })).toHaveLength(100);
    expect(await find({ id: ids }, 3)).toHaveLength(3);
  });

  it.each([-1, 1.5, Number.NaN, 10_001])('is an error for a limit of %s', async (limit) => {
    await expect(find({}, limit)).rejects.toThrow(`Berth: the limit of find() is ${limit};`);
  });

  it('takes one statement, whatever the values and however many fit', async () => {
    const sent = new Set<string>();
    observeStatements((text) => /^SELECT .* FROM .berths/.test(text) && sent.add(text));
    try {
      for (const pier of ['hundred', 'one more', 'none']) await find({ pier });
    } finally {
      observeStatements(null);
    }
    expect([...sent]).toEqual([expect.stringMatching(/ LIMIT 101$/)]);
  });
});
