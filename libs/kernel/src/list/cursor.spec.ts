import { fieldOf, type FieldSpec } from '../fields/field-registry.js';
import { Flag, Identifier, Instant, Integer, Text } from '../fields/fields.js';
import { describe, expect, it } from 'vitest';
import { readCursor, writeCursor } from './cursor.js';

class Row {
  @Identifier()
  id!: string;

  @Text({ max: 40 })
  name!: string;

  @Integer({ min: -10 })
  rank!: number;

  @Instant()
  at!: Date;

  @Flag()
  done!: boolean;
}

const id = '01890a5d-ac96-774b-bcce-b302099a8057';
const field = (name: keyof Row): FieldSpec => fieldOf(Row, name);
const encoded = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');

describe('A cursor', () => {
  it.each([
    ['name', 'Ä \u{1F6A2} "quoted"\\'],
    ['rank', -7],
    ['at', new Date('2026-01-31T12:00:00.123Z')],
    ['done', true],
    ['id', id],
  ] as const)('leads back to where a page by %s has ended', (name, value) => {
    for (const descending of [true, false]) {
      const cursor = writeCursor(field(name), descending, value, id);
      expect(cursor).toMatch(/^[\w-]+$/);
      expect(readCursor(cursor, field(name), descending)).toEqual({ value, id });
    }
  });

  it('belongs to one order', () => {
    const cursor = writeCursor(field('rank'), true, 1, id);
    expect(readCursor(cursor, field('rank'), false)).toBeNull();
    expect(readCursor(cursor, field('name'), true)).toBeNull();
  });

  it.each([
    '',
    'x',
    '%%%',
    encoded(null),
    encoded({}),
    encoded([]),
    encoded(['rank', '1']),
    encoded(['rank', '1', id, 'more']),
    encoded(['rank', 1, id]),
    encoded(['rank', 'one', id]),
    encoded(['rank', '99999999999', id]),
    encoded(['rank', '1', 'no id']),
    encoded(['rank', '1', { toString: 'x' }]),
    encoded(['__proto__', '1', id]),
  ])('is not whatever a client makes up: %s', (cursor) => {
    expect(readCursor(cursor, field('rank'), false)).toBeNull();
  });

  it.each(['2026-02-30T00:00:00Z', '0000-01-01T00:00:00Z', '9999-12-31T23:59:59-14:00', '2026-01-01', 'now'])(
    'names a point in time that a column can hold: not %s',
    (text) => expect(readCursor(encoded(['at', text, id]), field('at'), false)).toBeNull(),
  );

  it.each(['a\0', 'a\ud800', 'x'.repeat(1_001)])('names a text that a column can hold', (text) => {
    expect(readCursor(encoded(['name', text, id]), field('name'), false)).toBeNull();
  });
});
