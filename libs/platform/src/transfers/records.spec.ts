import { expect, it } from 'vitest';
import { longestRecord, recordsOf, type FilePlace } from './records.js';

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

const text = Buffer.from('a,b\r\n1,"x\r\ny ""ü"""\r\n2,"bad" z\r\n3,pl"ain\n\n5,6');

it.each([1, 2, 3, 7, 1000])(
  'cuts CSV at line ends outside of quotes, in chunks of %i bytes',
  async (size) => {
    expect((await read(text, size)).map(({ line, bytes }) => [line, bytes])).toEqual([
      [1, 'a,b'],
      [2, '1,"x\r\ny ""ü"""'],
      [4, '2,"bad" z'],
      [5, '3,pl"ain'],
      [6, ''],
      [7, '5,6'],
    ]);
  },
);

it('goes on from where any record ended as if it had never stopped', async () => {
  const whole = await read(text, 5);
  for (const [index, { next }] of whole.entries())
    expect(await read(text, 4, true, next)).toEqual(whole.slice(index + 1));
});

it('knows no quotes in NDJSON', async () => {
  expect((await read(Buffer.from('{"a":"\n1"}\n'), 3, false)).map(({ bytes }) => bytes)).toEqual([
    '{"a":"',
    '1"}',
  ]);
});

it('lets go of a record that is too long, and finds the next line', async () => {
  const endless = Buffer.concat([
    Buffer.from('1,"'),
    Buffer.alloc(longestRecord, 'x\n'),
    Buffer.from('y\nnext,1\n'),
  ]);
  for (const size of [1_000, 100_000, 10_000_000]) {
    const records = await read(endless, size);
    expect(records[0]?.bytes).toBeNull();
    expect(records.at(-1)).toMatchObject({ bytes: 'next,1', next: { at: endless.length } });
    expect(records.length).toBeLessThan(10);
  }
});
