import { Text } from '@keelson/kernel';
import { parse } from 'csv-parse/sync';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cellsOf, csvRow } from './csv.js';
import { longestRecord, type FilePlace, type FileRecord } from './file-record.js';
import { LineReader } from './import-lines.js';
import { recordsOf } from './records.js';

/** Files of each kind; the seed replays them. */
const thousand = { numRuns: 1_000, seed: 20261130 };
/** Milliseconds that a busy machine may take. */
const patienceMs = 180_000;

class Pair {
  @Text({ min: 0, max: 1_000, optional: true })
  a!: string | null;

  @Text({ min: 0, max: 1_000, optional: true })
  b!: string | null;
}

const special = ['"', ',', '\n', '\r', '\r\n', "'", '=', ' ', '\t', '\0', '\uFEFF', '{', '}', '\\'];
const usual = ['a', 'b', 'ü', '漢', '😀'];

/** All of UTF-16, halves of surrogate pairs too, and what means something in a file more often. */
const text = fc.uint16Array({ maxLength: 10 }).map((codes) =>
  Array.from(codes, (code) => {
    const known = [special, usual, usual][code % 4];
    return known?.[(code >> 2) % known.length] ?? String.fromCharCode(code);
  }).join(''),
);
const lineEnd = fc.constantFrom('\n', '\r\n');
const noise = fc.oneof(
  text.map((some) => Buffer.from(some)),
  fc.uint8Array({ maxLength: 20 }).map((bytes) => Buffer.from(bytes)),
  fc
    .constantFrom('', '  ', '\t', '"', '""', 'k,"12"" lamp', 'a"b,c', '"a"b,c', '{"a":', '[]', 'null', '{}')
    .map((some) => Buffer.from(some)),
);
const tooLong = fc
  .integer({ min: longestRecord - 2, max: longestRecord + 2 })
  .map((length) => Buffer.alloc(length, 'x'));

/** Lines of which most are good, as a file, with the places where it is cut into chunks. */
function fileOf(good: fc.Arbitrary<Buffer>) {
  const line = fc.oneof(
    { arbitrary: good, weight: 120 },
    { arbitrary: noise, weight: 60 },
    { arbitrary: tooLong, weight: 1 },
  );
  return fc
    .record({
      lines: fc.array(fc.tuple(line, lineEnd), { maxLength: 8 }),
      mark: fc.boolean(),
      ended: fc.boolean(),
      sizes: fc.array(fc.integer({ min: 1, max: 40 }), { minLength: 1, maxLength: 5 }),
    })
    .map(({ lines, mark, ended, sizes }) => {
      const parts = lines.flatMap(([bytes, end], index) =>
        ended || index < lines.length - 1 ? [bytes, Buffer.from(end)] : [bytes],
      );
      return { bytes: Buffer.concat([...(mark ? [Buffer.from('\uFEFF')] : []), ...parts]), sizes };
    });
}

async function read(
  bytes: Buffer,
  sizes: readonly number[],
  quoted: boolean,
  from: FilePlace = { at: 0, line: 1 },
): Promise<FileRecord[]> {
  // Long files in longer chunks: a long record byte by byte takes a long time.
  const scale = bytes.length > 10_000 ? 4_999 : 1;
  async function* chunks() {
    await Promise.resolve();
    for (let at = from.at, turn = 0; at < bytes.length; turn += 1) {
      const size = (sizes[turn % sizes.length] as number) * scale;
      yield bytes.subarray(at, at + size);
      at += size;
    }
  }
  const records: FileRecord[] = [];
  for await (const record of recordsOf(chunks(), from, quoted)) records.push(record);
  return records;
}

/** To be compared: element by element, as buffers are, long ones would take long. */
function comparable(records: readonly FileRecord[]) {
  return records.map((record) => ({ ...record, bytes: record.bytes?.toString('latin1') ?? null }));
}

/** As `wc` counts them, and the last one that does not end. */
function linesOf(bytes: Buffer): number {
  const ends = bytes.toString('latin1').split('\n').length - 1;
  return ends + (bytes.length > 0 && bytes.at(-1) !== 10 ? 1 : 0);
}

/** What an import makes of the lines, whatever they are. */
function tally(records: readonly FileRecord[], header: readonly string[] | null) {
  const reader = new LineReader(Pair, header);
  const inputs: object[] = [];
  let [refused, skipped] = [0, 0];
  for (const record of records) {
    const line = reader.read(record);
    skipped += record.next.line - record.line - (line ? 1 : 0);
    if (line?.input) inputs.push(line.input);
    else if (line?.refusal) refused += 1;
  }
  return { inputs, refused, skipped };
}

/**
 * What is known of a file when it was read, beside what must be so: each record begins where the one before ended, has the
 * lines that are there, and is read alike however the file is cut and wherever reading begins.
 */
async function account(bytes: Buffer, sizes: readonly number[], quoted: boolean) {
  const records = await read(bytes, sizes, quoted);
  const places = [{ at: 0, line: 1 }, ...records.map(({ next }) => next)] as [FilePlace, ...FilePlace[]];
  const { inputs, refused, skipped } = tally(records, quoted ? ['a', 'b'] : null);
  const middle = Math.floor(records.length / 2);
  const found = {
    spans: records.map(({ line, next }) => [line, next.line - line]),
    end: places.at(-1),
    lines: inputs.length + refused + skipped,
    atOnce: comparable(await read(bytes, [bytes.length || 1], quoted)),
    fromMiddle: comparable(await read(bytes, sizes, quoted, places[middle])),
  };
  const expected: typeof found = {
    spans: records.map(({ bytes: content, fault, next }, index) => {
      const { at, line } = places[index] as FilePlace;
      const lines = linesOf(bytes.subarray(at, next.at));
      return [line, (content === null) === (fault !== null) && !(fault && lines > 1) ? lines : Number.NaN];
    }),
    end: { at: bytes.length, line: 1 + linesOf(bytes) },
    lines: linesOf(bytes),
    atOnce: comparable(records),
    fromMiddle: comparable(records.slice(middle)),
  };
  return { records, found, expected };
}

const row = fc.tuple(text, text).map((cells) => Buffer.from(csvRow(cells).slice(0, -2)));
const quietRow = fc.tuple(fc.nat(), fc.nat()).map(([a, b]) => `${a},${b}`);

describe('Every line of CSV is accounted for', () => {
  it(
    'whatever stands in the file and however it is cut',
    () =>
      fc.assert(
        fc.asyncProperty(fileOf(row), async ({ bytes, sizes }) => {
          const { found, expected } = await account(bytes, sizes, true);
          expect(found).toEqual(expected);
        }),
        thousand,
      ),
    patienceMs,
  );

  it(
    'and has the cells that another reader finds, when all are good',
    () =>
      fc.assert(
        fc.asyncProperty(
          fc.array(fc.tuple(fc.array(text, { minLength: 1, maxLength: 4 }), lineEnd), {
            minLength: 1,
            maxLength: 8,
          }),
          fc.boolean(),
          fc.array(fc.integer({ min: 1, max: 40 }), { minLength: 1 }),
          async (rows, mark, sizes) => {
            const file = rows.map(([cells, end]) => csvRow(cells).slice(0, -2) + end).join('');
            const bytes = Buffer.from((mark ? '\uFEFF' : '') + file);
            const { records, found, expected } = await account(bytes, sizes, true);
            expect(found).toEqual(expected);
            expect(records.map((record) => cellsOf(record.bytes?.toString('utf8') ?? ''))).toEqual(
              parse(bytes, {
                bom: true,
                relax_column_count: true,
                record_delimiter: ['\n', '\r\n'],
                skip_empty_lines: false,
              }),
            );
          },
        ),
        thousand,
      ),
    patienceMs,
  );

  it(
    'and only the broken ones are refused',
    () =>
      fc.assert(
        fc.asyncProperty(
          fc.array(
            fc.oneof(
              { arbitrary: quietRow.map((line) => [line, true] as const), weight: 10 },
              {
                arbitrary: fc
                  .constantFrom('k-20,"12"" lamp', '"', 'a"b,c', '1,"2', '1,2,3')
                  .map((line) => [line, false] as const),
                weight: 1,
              },
            ),
            { maxLength: 60 },
          ),
          fc.array(fc.integer({ min: 1, max: 40 }), { minLength: 1 }),
          async (lines, sizes) => {
            // Two quotes that are each open would be those of one cell: RFC 4180 leaves no other reading.
            const open = lines.filter(
              ([line]) => (line.match(/"/g) ?? []).length % 2 === 1 && !line.startsWith('a'),
            );
            fc.pre(open.length < 2);
            const bytes = Buffer.from(lines.map(([line]) => `${line}\n`).join(''));
            const good = lines.filter(([, isGood]) => isGood).map(([line]) => line);
            const { records, found, expected } = await account(bytes, sizes, true);
            expect(found).toEqual(expected);
            const { inputs, refused } = tally(records, ['a', 'b']);
            expect((inputs as Pair[]).map(({ a, b }) => `${a},${b}`)).toEqual(good);
            expect(refused).toBe(lines.length - good.length);
          },
        ),
        { ...thousand, numRuns: 200 },
      ),
    patienceMs,
  );
});

describe('Every line of NDJSON is accounted for', () => {
  const object = fc
    .record({ a: text, b: fc.option(text), c: fc.option(text) }, { requiredKeys: [] })
    .map((value) => Buffer.from(JSON.stringify(value)));

  it(
    'and those that are good are read, whatever stands beside them',
    () =>
      fc.assert(
        fc.asyncProperty(fileOf(object), async ({ bytes, sizes }) => {
          const { records, found, expected } = await account(bytes, sizes, false);
          expect(found).toEqual(expected);
          expect(tally(records, null).inputs).toEqual(pairsIn(bytes));
        }),
        thousand,
      ),
    patienceMs,
  );
});

/** The pairs of a file, read in another way: all of it at once. */
function pairsIn(bytes: Buffer): object[] {
  const file = bytes.subarray(bytes.toString('latin1').startsWith('\u00ef\u00bb\u00bf') ? 3 : 0);
  return file
    .toString('latin1')
    .split('\n')
    .flatMap((line) => {
      try {
        const json = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(
          Buffer.from(line, 'latin1'),
        );
        const value = JSON.parse(json) as Record<string, unknown> | null;
        const names = Object.keys(value as object);
        const isPair =
          typeof value === 'object' &&
          !Array.isArray(value) &&
          names.every((name) => ['a', 'b'].includes(name)) &&
          Object.values(value as object).every(
            (one) => one === null || (typeof one === 'string' && isText(one)),
          );
        return isPair ? [{ a: value?.['a'] ?? null, b: value?.['b'] ?? null }] : [];
      } catch {
        return [];
      }
    });
}

/** What the field takes: whole characters, and no U+0000. */
function isText(value: string): boolean {
  return !value.includes('\0') && !/\p{Surrogate}/u.test(value);
}
