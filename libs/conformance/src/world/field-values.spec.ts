import {
  Currency,
  Email,
  fieldOf,
  fieldsOf,
  Integer,
  OneOf,
  readInput,
  Ref,
  ListOf,
  Row,
  Text,
  type ConcreteType,
} from '@keelson/kernel';
import { describe, expect, it } from 'vitest';
import { markedValue, referencesOf, uniqueValue, valueOf } from './field-values.js';

class Boat extends Row {}

class Line {
  @Ref(() => Boat)
  boatId!: string;
}

class Input {
  @Text({ max: 8, unique: 'exact', pattern: /^[A-Z]{2}-\d+$/, example: 'AB-1' })
  code!: string;

  @Text({ max: 300, min: 20 })
  reason!: string;

  @Email({ unique: 'ignore-case' })
  contact!: string;

  @Text({ max: 4, unique: 'exact' })
  short!: string;

  @Text({
    max: 10,
    unique: 'exact',
    pattern: /^\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])$/,
    example: '2031-02-01',
  })
  day!: string;

  @Text({ max: 7, unique: 'exact', pattern: /^20\d\d-(0[1-9]|1[0-2])$/, example: '2031-12' })
  month!: string;

  @Text({ max: 8, unique: 'exact', pattern: /^\d{4}-W(0[1-9]|[1-4]\d|5[0-3])$/, example: '2031-W05' })
  week!: string;

  @Text({ max: 6, unique: 'ignore-case', pattern: /^[A-Z]{2}-\d{3}$/, example: 'AB-123' })
  shelf!: string;

  @Text({ max: 9, unique: 'exact', pattern: /^[A-Z]{1,3}-[A-Z]{1,2} \d{1,4}$/, example: 'HH-AB 123' })
  plate!: string;

  @Text({ max: 1, unique: 'exact', pattern: /^[abc]$/, example: 'a' })
  few!: string;

  @Integer({ min: 5 })
  count!: number;

  @Currency()
  currency!: string;

  @OneOf(['north', 'south'])
  side!: string;

  @ListOf(() => Line, { max: 3 })
  lines!: Line[];
}

const input: ConcreteType = Input;
const faultsAt = (name: string, value: unknown): string[] => {
  try {
    readInput(input, { [name]: value });
    return [];
  } catch (error) {
    const { errors = [] } = (error as { details: { errors?: { pointer: string; detail: string }[] } })
      .details;
    return errors.filter(({ pointer }) => pointer === `/${name}`).map(({ detail }) => detail);
  }
};

describe('A generated value', () => {
  const fields = fieldsOf(input).filter(({ kind }) => kind !== 'list');

  it.each(fields.map((field) => [field.name, field] as const))(
    'of %s passes the rules of its field',
    (name, field) => {
      expect(faultsAt(name, valueOf(field))).toEqual([]);
      expect(faultsAt(name, markedValue(input, field, valueOf(field), 'by0123456789'))).toEqual([]);
    },
  );

  const newValues = (name: string, count: number): unknown[] => {
    const field = fieldOf(input, name);
    return Array.from({ length: count }, () => uniqueValue(input, field, valueOf(field)));
  };

  it.each(['code', 'contact', 'short', 'day', 'month', 'week', 'shelf', 'plate'])(
    'of %s is new each time, and still passes',
    (name) => {
      const values = newValues(name, 500);
      expect(new Set(values).size).toBe(500);
      for (const value of values) expect(faultsAt(name, value)).toEqual([]);
    },
  );

  it('of a day is one that the calendar has', () => {
    for (const day of newValues('day', 100))
      expect(new Date(day as string).toISOString().slice(0, 10)).toBe(day);
  });

  it('is the example again where the field takes no other', () => {
    const [first, second, third] = newValues('few', 3);
    expect(new Set([first, second])).toEqual(new Set(['b', 'c']));
    expect(third).toBe('a');
  });

  it('bears the mark where there is room for it', () => {
    const reason = fieldOf(input, 'reason');
    expect(markedValue(input, reason, valueOf(reason), 'by0123456789')).toContain('by0123456789');
    const short = fieldOf(input, 'short');
    expect(markedValue(input, short, 'a', 'by0123456789x1', 'by')).toBe('a by');
    const side = fieldOf(input, 'side');
    expect(markedValue(input, side, 'north', 'by0123456789')).toBe('north');
  });
});

describe('References', () => {
  it('are found in lists too, by their pointers', () => {
    expect(referencesOf(input).map(({ pointer }) => pointer)).toEqual(['/lines/0/boatId']);
  });
});
