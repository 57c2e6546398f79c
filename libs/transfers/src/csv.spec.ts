import { Amount, fieldOf, Integer, ListOf, Text } from '@keelson/kernel';
import { expect, it } from 'vitest';
import { cellOf, cellsOf, csvRow, valueOf } from './csv.js';

class Line {
  @Integer()
  count!: number;
}

class Crate {
  @Text({ max: 100 })
  name!: string;

  @Amount({ min: -100 })
  price!: number;

  @ListOf(() => Line, { max: 3 })
  lines!: Line[];
}

const name = fieldOf(Crate, 'name');

it.each([
  '=1+1',
  '+1',
  '-1',
  '@SUM(A1)',
  '\tx',
  '\rx',
  '＝1',
  "'=1",
  "''@x",
  "'hello",
  'plain',
  "it's",
  '1=1',
])('brings %j back, and no cell begins like a formula', (text) => {
  const cell = cellOf(name, text);
  expect(cell).not.toMatch(/^[=+\-@\t\r\n＝＋－＠]/);
  expect(valueOf(name, cell)).toBe(text);
});

it('leaves numbers as they are, and writes lists as JSON', () => {
  expect(cellOf(fieldOf(Crate, 'price'), -5)).toBe('-5');
  expect(valueOf(fieldOf(Crate, 'price'), '-5')).toBe(-5);
  expect(valueOf(fieldOf(Crate, 'price'), '=5')).toBe('=5');
  const lines = fieldOf(Crate, 'lines');
  expect(valueOf(lines, cellOf(lines, [{ count: 1 }]))).toEqual([{ count: 1 }]);
  expect(valueOf(lines, '[{')).toBe('[{');
});

it.each([[['a', 'b']], [['', '', '']], [['with, comma', 'with "quotes"', 'two\r\nlines', '']]])(
  'reads what it writes: %j',
  (cells) => {
    expect(cellsOf(csvRow(cells).slice(0, -2))).toEqual(cells);
  },
);

it.each(['"a" b,c', 'a"b,c', '"open', '"a"b"'])(
  'refuses quotes that RFC 4180 does not know: %s',
  (record) => {
    expect(cellsOf(record)).toBeNull();
  },
);
