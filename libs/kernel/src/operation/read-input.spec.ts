import { describe, expect, it } from 'vitest';
import { DomainError } from '../errors/domain-error.js';
import { Email, Flag, Instant, Integer, Ref, Text } from '../fields/fields.js';
import { ListOf } from '../fields/list-fields.js';
import { isNamed, namedOnly, readInput } from './read-input.js';

class Line {
  @Ref(() => Line)
  productId!: string;

  @Integer({ min: 1 })
  quantity!: number;
}

class Basket {
  @Text({ max: 3 })
  name!: string;

  @ListOf(() => Line, { min: 1, max: 2 })
  lines!: Line[];
}

const line = { productId: '0198f2a4-0000-7000-8000-00000000000a', quantity: 1 };
const basket = { name: 'abc', lines: [line] };

/** The pointers of the violations of `body`. */
function wrongIn(body: unknown): (string | undefined)[] {
  try {
    readInput(Basket, body);
    return [];
  } catch (error) {
    if (error instanceof DomainError) return (error.details.errors ?? []).map(({ pointer }) => pointer);
    throw error;
  }
}

describe('A list', () => {
  it.each([[{}], ['x'], [5], [true], [{ length: 1 }], [[[]]], [[[{}]]], [[null]], [['x']], [[line, 1]]])(
    'can’t be %j, and says so once',
    (lines) => {
      expect(wrongIn({ ...basket, lines })).toEqual(['/lines']);
    },
  );

  it('tells what is wrong inside its elements', () => {
    const wrong = wrongIn({ ...basket, lines: [line, { quantity: 0, color: 'red' }] });
    expect(new Set(wrong)).toEqual(new Set(['/lines/1/color', '/lines/1/productId', '/lines/1/quantity']));
    expect(wrongIn({ ...basket, lines: [line, line, line, line] })).toEqual(['/lines']);
  });
});

describe('An id', () => {
  it('has one spelling inside, however a client writes it', () => {
    const { lines } = readInput(Basket, {
      ...basket,
      lines: [{ ...line, productId: line.productId.toUpperCase() }],
    });
    expect(lines).toEqual([line]);
  });
});

describe('A text', () => {
  it.each([
    ['letters', 'abcd'],
    ['characters with variation selectors', 'a\uFE0Fb\uFE0F'],
    ['flags of two code points', '🇦🇽🇦🇽'],
    ['nothing', ''],
  ])('is measured in code points: %s', (_, name) => {
    expect(wrongIn({ ...basket, name })).toEqual(['/name']);
  });

  it('may fill its length with surrogate pairs', () => {
    expect(readInput(Basket, { ...basket, name: '😀😀😀' })).toMatchObject({ name: '😀😀😀' });
  });
});

class Berth {
  @Text({ max: 5, min: 2, pattern: /^[a-z]+$/ })
  code!: string;

  @Text({ max: 5, optional: true })
  note!: string | null;

  @Email({ optional: true })
  contact!: string | null;

  @Flag({ fallback: true })
  open!: boolean;

  @Instant()
  freeFrom!: Date;

  @ListOf(() => Line, { max: 2 })
  lines!: Line[];
}

const berth = { code: 'abc', freeFrom: '2026-01-31T12:00:00Z', lines: [] };
const violationsOf = (body: unknown, current?: object) => {
  try {
    readInput(Berth, body, current);
    return [];
  } catch (error) {
    if (error instanceof DomainError) return error.details.errors ?? [];
    throw error;
  }
};
const pointersOf = (body: unknown, current?: object) =>
  violationsOf(body, current).map(({ pointer }) => pointer);

describe('A body', () => {
  it('becomes an instance of its class, with nothing left undefined', () => {
    const input = readInput(Berth, berth);
    expect(input).toBeInstanceOf(Berth);
    expect({ ...input }).toEqual({
      ...berth,
      note: null,
      contact: null,
      open: true,
      freeFrom: new Date('2026-01-31T12:00:00Z'),
    });
  });

  it.each([null, undefined, 1, 'x', true, [], [berth]])('is an object, not %j', (body) => {
    expect(violationsOf(body)).toEqual([{ pointer: '', detail: 'must be an object' }]);
  });

  it('tells everything that is wrong at once, each once', () => {
    expect(pointersOf({ code: null, freeFrom: 'now', contact: 'x', open: 'yes', 'a/b~c': 1 })).toEqual([
      '/a~1b~0c',
      '/code',
      '/lines',
      '/contact',
      '/open',
      '/freeFrom',
    ]);
  });

  it('has no way to the prototype of anything', () => {
    const body = JSON.parse(
      '{"__proto__":{"code":"abc"},"constructor":{"name":"x"},"toString":"x","hasOwnProperty":1}',
    ) as object;
    expect(pointersOf({ ...body, ...berth })).toEqual(
      expect.arrayContaining(['/constructor', '/toString', '/hasOwnProperty']),
    );
    const inherited = Object.create(berth) as object;
    expect(pointersOf(inherited)).toEqual(['/code', '/freeFrom', '/lines']);
    expect(({} as { code?: string }).code).toBeUndefined();
  });

  it('tells no more than fifty faults', () => {
    const odd = Object.fromEntries(Array.from({ length: 500 }, (_, index) => [`x${index}`, 1]));
    expect(violationsOf({ ...berth, ...odd })).toHaveLength(50);
  });

  it('holds addresses and texts that can be stored, and instants that exist', () => {
    expect(pointersOf({ ...berth, note: 'a\0' })).toEqual(['/note']);
    expect(pointersOf({ ...berth, note: 'a\ud800' })).toEqual(['/note']);
    expect(pointersOf({ ...berth, note: 'a\uFE0F'.repeat(3) })).toEqual(['/note']);
    expect(pointersOf({ ...berth, contact: 'a\ud800@example.com' })).toEqual(['/contact']);
    for (const freeFrom of ['2026-02-30T00:00:00Z', '2026-01-01', '9999-12-31T23:59:59-14:00', 5])
      expect(pointersOf({ ...berth, freeFrom })).toEqual(['/freeFrom']);
  });
});

describe('A merge patch', () => {
  const current = {
    ...berth,
    id: 'not an input',
    note: 'old',
    contact: null,
    open: false,
    freeFrom: new Date('2026-01-01T00:00:00.123Z'),
    lines: [{ ...line, unitPrice: 5 }],
  };

  it('leaves what it does not name as it stands, without what is no input', () => {
    const { code, ...rest } = readInput(Berth, { code: 'xyz' }, current);
    expect(code).toBe('xyz');
    expect(rest).toEqual({
      note: 'old',
      contact: null,
      open: false,
      freeFrom: current.freeFrom,
      lines: [line],
    });
  });

  it('empties what is optional by null, and only that', () => {
    expect(readInput(Berth, { note: null }, current).note).toBeNull();
    expect(pointersOf({ code: null, lines: null, open: null }, current)).toEqual([
      '/code',
      '/open',
      '/lines',
    ]);
  });

  it('tells what it names from what the row holds', () => {
    const input = readInput(Berth, { code: 'xyz', note: null }, current);
    expect(isNamed(input, 'note')).toBe(true);
    expect(isNamed(input, 'lines')).toBe(false);
    expect(namedOnly(input)).toEqual({ code: 'xyz', note: null });
    // An object that no body was read into names all that it has.
    expect(isNamed({ ...input }, 'lines')).toBe(true);
  });

  it('is judged as a whole: what stands must be right as well', () => {
    expect(pointersOf({ note: 'new' }, { ...current, code: 'NOT' })).toEqual(['/code']);
  });
});

describe('A class without fields', () => {
  class Nothing {}

  it('is read from an object that is empty, and from no other', () => {
    expect(readInput(Nothing, {})).toBeInstanceOf(Nothing);
    expect(() => readInput(Nothing, { more: 1 })).toThrow(DomainError);
    expect(() => readInput(Nothing, null)).toThrow(DomainError);
  });
});
