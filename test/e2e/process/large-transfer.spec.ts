import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { startApp, type SignedIn, type TestApp } from '../../support/app.js';

/** Rows that go in and come out: few in the suite; `TRANSFER_ROWS=1000000` is the measurement of the docs. */
const rows = Number(process.env['TRANSFER_ROWS'] ?? 5_000);
/** What a run may take in memory beyond its beginning, whatever its rows. */
const flatBytes = 300 * 1024 * 1024;

let app: TestApp;
let owner: SignedIn;
let url: string;
let most = 0;
const watch = setInterval(() => (most = Math.max(most, process.memoryUsage.rss())), 200);

beforeAll(async () => {
  app = await startApp({ environment: { IMPORT_LIMIT_BYTES: '1000000000' } });
  await app.nest.listen(0, '127.0.0.1');
  url = await app.nest.getUrl();
  owner = await app.signUp();
});
afterAll(async () => {
  clearInterval(watch);
  await app?.close();
});

const over = (location: string) =>
  vi.waitFor(
    async () => {
      const { json } = await owner.get(location);
      expect(json.state).toBe('done');
      return json as { result: { accepted: number; rows: number }; progress: unknown };
    },
    { timeout: 7_200_000, interval: 250 },
  );

function* lines(): Generator<string> {
  yield 'sku,name,price,currency,stock\n';
  for (let at = 0; at < rows; at += 1) yield `L-${at},Rope of ${at} metres,${at % 1000},EUR,1\n`;
}

it('goes in and comes out in flat memory', async () => {
  const before = process.memoryUsage.rss();
  const began = performance.now();
  const accepted = await fetch(`${url}/v1/products/import`, {
    method: 'POST',
    headers: { authorization: `Bearer ${owner.token}`, 'content-type': 'text/csv' },
    body: ReadableStream.from(
      (function* () {
        for (const line of lines()) yield Buffer.from(line);
      })(),
    ),
    duplex: 'half',
  });
  const { location } = (await accepted.json()) as { location: string };
  const uploaded = performance.now();
  expect((await over(location)).result).toEqual({ accepted: rows, refused: 0 });
  const imported = performance.now();
  const { json } = await owner.post('/v1/products/export?fields=sku,name&sort=createdAt');
  expect((await over(json.location)).result).toMatchObject({ rows });
  const exported = performance.now();
  const file = await fetch(`${url}${json.location}/file`, {
    headers: { authorization: `Bearer ${owner.token}` },
  });
  let lineEnds = 0;
  for await (const chunk of file.body as ReadableStream<Uint8Array>)
    for (const byte of chunk) if (byte === 10) lineEnds += 1;
  expect(lineEnds).toBe(rows + 1);
  const seconds = (from: number, to: number) => ((to - from) / 1000).toFixed(1);
  console.log(
    `${rows} rows: upload ${seconds(began, uploaded)} s, import ${seconds(uploaded, imported)} s, export ${seconds(imported, exported)} s, download ${seconds(exported, performance.now())} s; RSS ${Math.round(before / 1048576)} to at most ${Math.round(most / 1048576)} MiB`,
  );
  expect(most - before).toBeLessThan(flatBytes);
}, 7_200_000);
