import { describe, expect, it } from 'vitest';
import { DomainError } from '../errors/domain-error.js';
import { Integer, ListOf, Ref, Text } from '../fields/fields.js';
import { readInput } from './read-input.js';

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
