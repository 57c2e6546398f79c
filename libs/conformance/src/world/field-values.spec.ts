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

  it.each(['code', 'contact', 'short'])('of %s is new each time, and still passes', (name) => {
    const field = fieldOf(input, name);
    const values = Array.from({ length: 40 }, () => uniqueValue(input, field, valueOf(field)));
    expect(new Set(values).size).toBe(40);
    for (const value of values) expect(faultsAt(name, value)).toEqual([]);
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
