import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startApp, type SignedIn, type TestApp } from '../support/app.js';
import { berthBody, BerthsModule } from '../support/features/berths/index.js';

type Value = string | number | boolean | null;
type Berth = Readonly<Record<string, Value>> & { readonly id: string };

const sorts = ['createdAt', 'pier', 'depth', 'fee', 'freeFrom'];

/** Many rows, few values: every order has ties, and text that collations like to mix up. */
const piers = [
  'Able',
  'able',
  'Äbel',
  'able ',
  'abl',
  'Zulu',
  'zulu',
  'łódź',
  '\u{1F6A2}',
  '_x',
  '100%',
  'a\\b',
  'a,\\,b',
];

describe('A list', () => {
  let app: TestApp;
  let owner: SignedIn;
  let all: Berth[];

  beforeAll(async () => {
    app = await startApp({ modules: [BerthsModule] });
    owner = await app.signUp();
    const stranger = await app.signUp();
    const bodies = Array.from({ length: 60 }, (_, index) =>
      berthBody({
        pier: piers[index % piers.length],
        depth: (index % 5) - 2,
        fee: 100 * (index % 3),
        freeFrom: new Date(Date.UTC(2026, index % 4, 1, 0, 0, 0, index % 2)).toISOString(),
        covered: index % 3 === 0,
        side: index % 2 === 0 ? 'north' : 'south',
      }),
    );
    const made = await Promise.all([
      ...bodies.map((body) => owner.post('/v1/berths', body)),
      ...bodies.slice(0, 10).map((body) => stranger.post('/v1/berths', body)),
    ]);
    const refused = made.find(({ status }) => status !== 201);
    if (refused) throw new Error(refused.text);
    all = made.slice(0, 60).map(({ json }) => json as Berth);
  });
  afterAll(() => app.close());

  const page = async (query: string) => {
    const answer = await owner.get(`/v1/berths?${query}`);
    expect(answer.status, answer.text).toBe(200);
    return answer;
  };
  /** All pages, and what happens between two of them. */
  const walk = async (query: string, between = async () => {}): Promise<Berth[]> => {
    const rows: Berth[] = [];
    for (let cursor: string | null = null, pages = 0; pages < 60; pages += 1) {
      const { json, headers } = await page(`${query}${cursor ? `&cursor=${cursor}` : ''}`);
      rows.push(...(json.data as Berth[]));
      cursor = json.page.next as string | null;
      if (cursor === null) {
        expect(headers['link']).toBeUndefined();
        return rows;
      }
      expect(headers['link']).toBe(`</v1/berths?${linkQuery(query, cursor)}>; rel="next"`);
      await between();
    }
    throw new Error('The pages do not end.');
  };

  const directed = sorts.flatMap((sort) => [sort, `-${sort}`]);
  it.each(directed)('shows each row once by %s, ties included', async (sort) => {
    const rows = await walk(`sort=${sort}&limit=7`);
    expect(rows.map(({ id }) => id)).toEqual(sorted(all, sort).map(({ id }) => id));
  });

  it('shows each row once while others are written', async () => {
    const before = new Set(all.map(({ id }) => id));
    for (const sort of ['-createdAt', 'pier', '-depth']) {
      const added: string[] = [];
      const rows = await walk(`sort=${sort}&limit=9`, async () => {
        const body = berthBody({ pier: 'able', depth: added.length - 2 });
        added.push((await owner.post('/v1/berths', body)).json.id as string);
      });
      const seen = rows.map(({ id }) => id);
      expect(new Set(seen).size).toBe(seen.length);
      expect(seen.filter((id) => before.has(id))).toHaveLength(before.size);
      await Promise.all(added.map((id) => owner.delete(`/v1/berths/${id}`)));
    }
  });

  it('begins with the newest, fifty a page, and takes up to two hundred', async () => {
    const { json } = await page('');
    expect(json.page).toEqual({ next: expect.any(String), limit: 50 });
    expect(json.data).toEqual(sorted(all, '-createdAt').slice(0, 50));
    const whole = (await page('limit=200')).json;
    expect(whole.page).toEqual({ next: null, limit: 200 });
    expect(whole.data).toHaveLength(60);
  });

  it('goes on where an exact number of pages ends', async () => {
    expect((await page('limit=60')).json.page.next).toBeNull();
    expect((await walk('limit=30')).length).toBe(60);
  });

  it('takes a cursor for its own order only', async () => {
    const { next } = (await page('sort=pier&limit=5')).json.page;
    for (const sort of ['-pier', 'depth', 'createdAt'])
      expect(await owner.get(`/v1/berths?sort=${sort}&cursor=${next}`)).toMatchObject({
        status: 400,
        json: { errors: [{ parameter: 'cursor' }] },
      });
  });

  const values: Readonly<Record<string, readonly Value[]>> = {
    status: ['empty', 'taken'],
    pier: piers,
    code: ['b-7', 'B-7', 'none'],
    depth: [-2, 0, 2, 99],
    fee: [0, 100, 200],
    freeFrom: ['2026-01-01T00:00:00.000Z', '2026-02-01T00:00:00.001Z'],
    covered: [true, false],
    side: ['north', 'south'],
  };
  const ranged = ['depth', 'fee', 'freeFrom'];
  const cases = Object.entries(values).flatMap(([field, some]) => [
    ...some.map(
      (value) => [`filter[${field}]`, value, (row: Berth) => same(field, row[field], value)] as const,
    ),
    [
      `filter[${field}][in]`,
      some.slice(-3).map(listed).join(','),
      (row: Berth) => some.slice(-3).some((value) => same(field, row[field], value)),
    ] as const,
    ...(ranged.includes(field) ? some : []).flatMap((value) => [
      [`filter[${field}][gte]`, value, (row: Berth) => compared(row[field], value) >= 0] as const,
      [`filter[${field}][lte]`, value, (row: Berth) => compared(row[field], value) <= 0] as const,
    ]),
  ]);
  const prefixes = ['a', 'A', 'able', 'Ä', '\u{1F6A2}', '_', '100%', 'a\\', '%', 'zz'].map(
    (text) => ['filter[pier][prefix]', text, (row: Berth) => String(row['pier']).startsWith(text)] as const,
  );
  const codes = ['b-', 'B-1'].map(
    (text) =>
      [
        'filter[code][prefix]',
        text,
        (row: Berth) => String(row['code']).toLowerCase().startsWith(text.toLowerCase()),
      ] as const,
  );

  it('filters as one would by hand, with every operator, counted and in order', async () => {
    const wrong: string[] = [];
    await Promise.all(
      [...cases, ...prefixes, ...codes].map(async ([parameter, value, fits]) => {
        const { json } = await page(
          `limit=200&count=true&sort=fee&${parameter}=${encodeURIComponent(String(value))}`,
        );
        const expected = sorted(all.filter(fits), 'fee').map(({ id }) => id);
        const got = (json.data as Berth[]).map(({ id }) => id);
        if (got.join() !== expected.join() || json.page.count !== expected.length || !json.page.countIsExact)
          wrong.push(
            `${parameter}=${String(value)}: ${got.length} of ${expected.length}, counted ${json.page.count}`,
          );
      }),
    );
    expect(wrong).toEqual([]);
  });

  it('refuses a backslash in a list of values that stands before neither a comma nor another', async () => {
    const name = 'filter[pier][in]';
    expect(await owner.get(`/v1/berths?${name}=${encodeURIComponent('a\\b')}`)).toMatchObject({
      status: 400,
      json: { errors: [{ parameter: name, detail: expect.stringContaining('backslash') }] },
    });
  });

  it('combines filters, orders and pages', async () => {
    const query = 'filter[side]=north&filter[depth][gte]=-1&filter[depth][lte]=1&filter[covered]=false';
    const fits = all.filter(
      (row) => row['side'] === 'north' && Number(row['depth']) ** 2 <= 1 && row['covered'] === false,
    );
    for (const sort of directed)
      expect(await walk(`${query}&sort=${sort}&limit=4`)).toEqual(sorted(fits, sort));
  });
});

/** The order of both engines: by code point, then by id, the same way round. */
function sorted(rows: readonly Berth[], sort: string): Berth[] {
  const name = sort.replace('-', '');
  const turn = sort.startsWith('-') ? -1 : 1;
  return [...rows].sort((a, b) => turn * (compared(a[name], b[name]) || compared(a.id, b.id)));
}

function compared(a: Value | undefined, b: Value | undefined): number {
  if (typeof a === 'number' && typeof b === 'number') return a - b;
  return Buffer.compare(Buffer.from(String(a)), Buffer.from(String(b)));
}

function same(field: string, a: Value | undefined, b: Value): boolean {
  return field === 'code' ? String(a).toLowerCase() === String(b).toLowerCase() : a === b;
}

function listed(value: Value): string {
  return String(value).replaceAll(/[\\,]/g, '\\$&');
}

function linkQuery(query: string, cursor: string): string {
  const parameters = new URLSearchParams(query);
  parameters.set('cursor', cursor);
  return parameters.toString();
}
