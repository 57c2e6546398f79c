import { expect, it } from 'vitest';
import { longestRecord, type FilePlace } from './file-record.js';
import { recordsOf } from './records.js';

async function read(bytes: Buffer, size: number, quoted = true, from: FilePlace = { at: 0, line: 1 }) {
  async function* chunks() {
    await Promise.resolve();
    for (let at = from.at; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
  }
  const records = [];
  for await (const one of recordsOf(chunks(), from, quoted))
    records.push({ ...one, bytes: one.bytes?.toString() ?? null });
  return records;
}

/** The line of each record, and its text or what is wrong with it. */
async function told(text: string, size: number, quoted = true) {
  return (await read(Buffer.from(text), size, quoted)).map(({ line, bytes, fault }) => [
    line,
    bytes ?? fault,
  ]);
}

const sizes = [1, 2, 3, 7, 1000];
const stray = 'has a quote in the wrong place (RFC 4180)';
const unclosed = 'has a quote that is not closed (RFC 4180)';
const long = `has more than ${longestRecord} bytes`;

it.each(sizes)('cuts CSV at line ends outside of quotes, in chunks of %i bytes', async (size) => {
  expect(await told('a,b\r\n1,"x\r\ny ""ü"""\r\n2,"bad" z\r\n3,pl"ain\n\n5,"6"\r', size)).toEqual([
    [1, 'a,b'],
    [2, '1,"x\r\ny ""ü"""'],
    [4, stray],
    [5, stray],
    [6, ''],
    [7, '5,"6"'],
  ]);
});

it.each(sizes)(
  'reads on in the line after a quote that is never closed, in chunks of %i bytes',
  async (size) => {
    const good = Array.from({ length: 50 }, (_, index) => `k-${index},lamp,"""x"""`);
    const lines = [...good.slice(0, 20), 'k-20,"12"" lamp,d', ...good.slice(20)];
    expect(await told(lines.join('\n'), size)).toEqual(
      lines.map((line, index) => [index + 1, index === 20 ? unclosed : line]),
    );
    const plain = lines.map((line) => line.replaceAll('"""x"""', 'x'));
    expect(await told(plain.join('\n'), size)).toEqual(
      plain.map((line, index) => [index + 1, index === 20 ? unclosed : line]),
    );
    expect(await told('a,"b', size)).toEqual([[1, unclosed]]);
  },
);

it('does so after the longest record as well, and holds no more than that', async () => {
  const inside = Array.from({ length: 300 }, (_, index) => `${index},${'x'.repeat(1_000)}`);
  const lines = ['1,"', ...inside, 'end,1'];
  for (const size of [1_000, 100_000, 10_000_000])
    expect(await told(lines.join('\n'), size)).toEqual(
      lines.map((line, index) => [index + 1, index === 0 ? unclosed : line]),
    );
});

it('goes on from where any record ended as if it had never stopped', async () => {
  const text = Buffer.from('\uFEFFa,b\r\n1,"x\r\ny ""ü"""\r\n2,"bad" z\r\n3,"\n\n5,6');
  const whole = await read(text, 5);
  expect(whole.at(-1)?.next).toEqual({ at: text.length, line: 8 });
  for (const [index, { next }] of whole.entries())
    expect(await read(text, 4, true, next)).toEqual(whole.slice(index + 1));
});

it.each(sizes)('leaves a byte order mark out, in chunks of %i bytes', async (size) => {
  expect(await told('\uFEFF"a"\n\uFEFFb', size)).toEqual([
    [1, '"a"'],
    [2, '\uFEFFb'],
  ]);
  expect(await told('\uFEFF{}\n', size, false)).toEqual([[1, '{}']]);
  expect(await told('\uFEFF', size, false)).toEqual([[1, '']]);
  expect(await told('{}', size, false)).toEqual([[1, '{}']]);
  expect(await told('', size, false)).toEqual([]);
});

it('knows no quotes in NDJSON', async () => {
  expect(await told('{"a":"\n1"}\r\n', 3, false)).toEqual([
    [1, '{"a":"'],
    [2, '1"}'],
  ]);
});

it.each([true, false])('lets go of a line that is too long, and finds the next one', async (quoted) => {
  const most = 'x'.repeat(longestRecord);
  for (const size of [1_000, 100_000, 10_000_000])
    expect(await told(`${most}\n${most}x\nnext\n${most}xx`, size, quoted)).toEqual([
      [1, most],
      [2, long],
      [3, 'next'],
      [4, long],
    ]);
});
