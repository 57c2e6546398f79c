import { acrossOrganizations, asOrganization, type Condition, type Store } from '@keelson/kernel';
import { randomUUID } from 'node:crypto';
import { DataSource } from 'typeorm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startApp, type TestApp } from '../../../../test/support/app.js';
import { Berth, BerthsModule, berthBody } from '../../../../test/support/features/berths/index.js';
import { sentBy } from '../../../../test/support/sent-statements.js';
import { RefoldKeys1763700000090 } from './migrations/1763700000090-refold-keys.js';
import { SqlDatabase } from './sql-database.js';
import { ScopedStores } from './stores.js';

let app: TestApp;
const organization = randomUUID();
const inStore = <T>(work: (store: Store<Berth>) => Promise<T>, of = organization) =>
  asOrganization(of, () => work(app.get(ScopedStores).of(Berth)));
const inTransaction = <T>(work: (store: Store<Berth>) => Promise<T>) =>
  inStore((store) => app.get(SqlDatabase).transaction(() => work(store)));
const berthIn = (pier: string) => ({ ...berthBody({ pier, freeFrom: new Date() }), covered: false });

beforeAll(async () => {
  app = await startApp({ modules: [BerthsModule] });
});
afterAll(() => app?.close());

describe('What find() gives', () => {
  let ids: string[];
  const find = (condition: Condition<Berth>, limit?: number) =>
    inStore((store) => store.find(condition, limit === undefined ? {} : { limit }));

  beforeAll(async () => {
    const values = Array.from({ length: 101 }, (_, index) => berthIn(index < 100 ? 'hundred' : 'one more'));
    const made = await inTransaction((store) => store.insertMany(values));
    ids = made.map(({ id }) => id).sort();
  });

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
    const sent = await sentBy(async () => {
      for (const pier of ['hundred', 'one more', 'none']) await find({ pier });
    });
    const reads = sent.map(({ text }) => text).filter((text) => /^SELECT .* FROM .berths/.test(text));
    expect(reads).toHaveLength(3);
    expect([...new Set(reads)]).toEqual([expect.stringMatching(/ LIMIT 101$/)]);
  });
});

describe('What saveMany() writes', () => {
  const make = (pier: string, count: number) =>
    inTransaction((store) => store.insertMany(Array.from({ length: count }, () => berthIn(pier))));
  const read = (ids: readonly string[]) => inStore((store) => store.find({ id: [...ids] }));
  const idsOf = (rows: readonly Berth[]) => rows.map(({ id }) => id);

  /** Writes of a table that `work` sends. */
  async function sentTo(table: string, work: () => Promise<unknown>): Promise<string[]> {
    const writes = new RegExp(`^(INSERT INTO|UPDATE) .?${table}\\b`);
    const sent = await sentBy(work);
    return sent.flatMap(({ text, composed }) => (composed && writes.exec(text)?.[1]) || []);
  }

  it('is each row’s own values, of every kind, a version on', async () => {
    const made = await make('kinds', 7);
    const inspectedAt = new Date('2026-01-31T12:00:00.123Z');
    await inTransaction(async (store) => {
      const rows = await store.lock(idsOf(made));
      for (const [index, row] of rows.entries())
        Object.assign(row, {
          code: `Kind-${index}`,
          note: index % 2 ? null : `'note' ${index} ☃`,
          depth: 0 - index,
          fee: 1_000_000_000_000 - index,
          inspectedAt: index % 3 ? null : inspectedAt,
          covered: index % 2 === 0,
          fittings: [{ boatId: randomUUID(), count: index + 1, place: null }],
          status: index % 2 ? 'taken' : 'closed',
        });
      expect(await store.saveMany(rows)).toBe(rows);
      expect(await store.find({ id: idsOf(made) })).toEqual(rows);
    });
    const rows = await read(idsOf(made));
    expect(rows.map(({ version }) => version)).toEqual(Array.from({ length: 7 }, () => 2));
    expect(rows.map(({ depth }) => depth)).toEqual([0, 1, 2, 3, 4, 5, 6].map((one) => 0 - one));
    expect(rows[3]).toMatchObject({
      code: 'Kind-3',
      note: null,
      fee: 999_999_999_997,
      inspectedAt,
      covered: false,
      fittings: [{ count: 4 }],
      status: 'taken',
    });
    // The key that ignores case goes with its column.
    expect(await inStore((store) => store.find({ code: 'kIND-3' }))).toMatchObject([{ id: rows[3]?.id }]);
  });

  it('is recorded row by row, and what has not changed is neither written nor recorded', async () => {
    const made = await make('recorded', 5);
    await inTransaction(async (store) => {
      const rows = await store.lock(idsOf(made));
      for (const row of rows.slice(1)) row.depth = row.depth + 1;
      Object.assign(rows[4] as Berth, { note: 'another column' });
      await store.saveMany([...rows, ...rows]);
      await store.saveMany(rows);
    });
    expect((await read(idsOf(made))).map(({ version }) => version)).toEqual([1, 2, 2, 2, 2]);
    for (const [table, column] of [
      ['audit_entries', 'subject_id'],
      ['outbox_events', 'aggregate_id'],
    ]) {
      const places = made.map(() => '?').join(', ');
      const sql = `SELECT COUNT(*) AS n FROM ${table} WHERE organization_id = ? AND ${column} IN (${places})`;
      const values = [organization, ...idsOf(made)];
      const [row] = await inStore(() => app.get(SqlDatabase).read<{ n: number }>(sql, values));
      expect([table, Number(row?.n)]).toEqual([table, 5 + 4]);
    }
  });

  it('takes as many statements for a hundred rows as the bound of their values wants', async () => {
    const made = await make('counted', 100);
    const change = (rows: Berth[]) =>
      inTransaction((store) => {
        for (const row of rows) row.depth = (row.depth + 1) % 1_000;
        return store.saveMany(rows);
      });
    expect(await sentTo('berths', () => change(made.slice(0, 1)))).toEqual(['UPDATE']);
    expect(await sentTo('berths', () => change(made))).toEqual(['UPDATE']);
    expect(await sentTo('audit_entries', () => change(made))).toHaveLength(3);
    expect(await sentTo('outbox_events', () => change(made))).toHaveLength(3);
  });

  it('is all or nothing when one row was changed meanwhile, is gone or another organization’s', async () => {
    const made = await make('stale', 3);
    const stale = await read(idsOf(made));
    await inTransaction(async (store) =>
      store.save(Object.assign(await store.get(made[1]?.id ?? ''), { depth: 9 })),
    );
    const change = (rows: readonly Berth[], of = organization) =>
      inStore(
        (store) =>
          app.get(SqlDatabase).transaction(() => {
            for (const row of rows) row.depth = 77;
            return store.saveMany(rows);
          }),
        of,
      );
    await expect(change(stale)).rejects.toMatchObject({ code: 'changed_meanwhile' });
    await expect(change(await read(idsOf(made)), randomUUID())).rejects.toMatchObject({
      code: 'changed_meanwhile',
    });
    const there = await read(idsOf(made));
    expect(there.map(({ depth }) => depth)).not.toContain(77);
    await inTransaction(async (store) => store.remove(await store.get(made[0]?.id ?? '')));
    await expect(change(there)).rejects.toMatchObject({ code: 'changed_meanwhile' });
    expect((await read(idsOf(made))).map(({ depth }) => depth)).not.toContain(77);
  });

  it('is refused as a whole when two rows would share a unique value', async () => {
    const made = await make('unique', 2);
    const twice = inTransaction((store) => {
      for (const row of made) row.code = 'Twin-1';
      return store.saveMany(made);
    });
    await expect(twice).rejects.toMatchObject({ code: 'already_exists' });
  });
});

describe('Keys and words of an earlier folding', () => {
  const words = async () => {
    const sql =
      "SELECT word FROM search_words WHERE organization_id = ? AND subject = 'berths' ORDER BY word";
    const rows = await inStore(() => app.get(SqlDatabase).read<{ word: string }>(sql, [organization]));
    return rows.map(({ word }) => word);
  };
  async function refold(): Promise<void> {
    const runner = app.get(DataSource).createQueryRunner();
    try {
      await acrossOrganizations('the test migrates', async () => {
        await runner.startTransaction();
        await new RefoldKeys1763700000090().up(runner);
        await runner.commitTransaction();
      });
    } finally {
      await runner.release();
    }
  }

  it('are folded anew; of two that are now the same, one keeps a key of its own', async () => {
    const codes = ['ΟΔΟΣ-1', 'Straße', 'Ünï', 'plain', 'οδοσ-k', 'to be twin'];
    const made = await inTransaction((store) =>
      store.insertMany(codes.map((code) => ({ ...berthIn('refolded'), code }))),
    );
    const ids = Object.fromEntries(made.map(({ id, code }) => [code, id]));
    const write = (sql: string, ...values: string[]) =>
      inStore(() => app.get(SqlDatabase).write(sql, [organization, ...values]));
    // As the former folding wrote them.
    for (const [code, value] of [...codes.slice(0, 5).map((one) => [one, one]), ['to be twin', 'ΟΔΟΣ-k']])
      await write(
        `UPDATE berths SET code = '${value}', code_key = '${value?.normalize('NFC').toLowerCase()}' WHERE organization_id = ? AND id = ?`,
        ids[code ?? ''] ?? '',
      );
    const row = ids['plain'] ?? '';
    for (const word of ['straße', 'strasse', 'οδος', 'plain'])
      await write(
        `INSERT INTO search_words (organization_id, subject, word, row_id) VALUES (?, 'berths', '${word}', ?)`,
        row,
      );
    await refold();
    await refold();
    const found = (code: string) =>
      inStore(async (store) => (await store.find({ code })).map(({ id }) => id));
    for (const [code, asked] of [
      ['ΟΔΟΣ-1', 'οδοσ-1'],
      ['Straße', 'STRASSE'],
      ['Ünï', 'ÜNÏ'.normalize('NFD')],
      ['plain', 'PLAIN'],
      ['οδοσ-k', 'ΟΔΟΣ-K'],
    ] as const)
      expect([code, await found(asked)]).toEqual([code, [ids[code]]]);
    const twin = await inStore((store) => store.get(ids['to be twin'] ?? ''));
    expect(twin).toMatchObject({ code: 'ΟΔΟΣ-k', version: 1 });
    expect(await words()).toEqual(['plain', 'strasse', 'οδοσ']);
  });
});
