import { IsHexadecimal } from 'class-validator';
import { describe, expect, it } from 'vitest';
import { DomainError } from '../errors/domain-error.js';
import { readInput } from '../operation/read-input.js';
import { fieldsOf } from './field-registry.js';
import * as simple from './fields.js';
import * as lists from './list-fields.js';

const decorators = { ...simple, ...lists };
const {
  Amount,
  Currency,
  Email,
  Flag,
  Identifier,
  Instant,
  Integer,
  Json,
  ListOf,
  OneOf,
  PermissionNames,
  Ref,
  State,
  Text,
  TextList,
} = decorators;

class Part {
  @Integer({ min: 1, max: 9 })
  count!: number;
}

const hundred = Array.from({ length: 100 }, (_, index) => `v${index}`);

/** A field of each type; a type that is new belongs here too. */
class Everything {
  @Text({ max: 5 })
  text!: string;

  @Text({ max: 9, pattern: /^[A-Z]+-\d+$/, example: 'ROPE-12' })
  patterned!: string;

  @Text({ max: 9, pattern: /^[A-Z]+-\d+$/, message: 'must be a SKU such as ROPE-12' })
  sku!: string;

  @Text({ max: 9, pattern: /^[A-Z]+-\d+$/ })
  unexplained!: string;

  @Email()
  email!: string;

  @Integer({ min: 2, max: 10_000 })
  integer!: number;

  @Amount()
  amount!: number;

  @Currency()
  currency!: string;

  @Instant()
  instant!: Date;

  @Flag()
  flag!: boolean;

  @OneOf(['a', 'b'])
  few!: string;

  @OneOf(hundred)
  many!: string;

  @State(['draft', 'placed'])
  state!: string;

  @Identifier()
  identifier!: string;

  @Ref(() => Part)
  ref!: string;

  @ListOf(() => Part, { min: 1, max: 2 })
  list!: Part[];

  @TextList({ max: 2, each: { max: 5, pattern: /^[a-z]+$/ } })
  texts!: string[];

  @PermissionNames({ max: 3 })
  permissions!: string[];

  @Json()
  json!: object;

  @Flag({ message: 'must say whether it floats' })
  own!: boolean;
}

const good = {
  text: 'a',
  patterned: 'A-1',
  sku: 'A-1',
  unexplained: 'A-1',
  email: 'a@b.co',
  integer: 2,
  amount: 0,
  currency: 'EUR',
  instant: '2026-01-31T12:00:00Z',
  flag: true,
  few: 'a',
  many: 'v1',
  state: 'draft',
  identifier: '0198f2a4-0000-7000-8000-00000000000a',
  ref: '0198f2a4-0000-7000-8000-00000000000a',
  list: [{ count: 1 }],
  texts: ['ab'],
  permissions: ['orders:read'],
  json: {},
  own: true,
};

const bad = [
  null,
  '',
  ' ',
  'x',
  'x'.repeat(300),
  'a\0',
  '\ud800',
  -1,
  0.5,
  1e300,
  true,
  {},
  [],
  [1],
  [{}],
  [{ count: 'x' }],
];

function detailsOf(type: new () => object, body: object): string[] {
  try {
    readInput(type, body);
    return [];
  } catch (error) {
    return ((error as DomainError).details.errors ?? []).map(({ detail }) => detail);
  }
}

describe('what a client is told', () => {
  it('is for people, for each type of field and whatever stands in it', () => {
    const told = new Set<string>();
    for (const { name } of fieldsOf(Everything))
      for (const value of bad)
        for (const detail of detailsOf(Everything, { ...good, [name]: value })) told.add(detail);
    for (const detail of told) {
      expect(detail).toMatch(/^must |^is required$/);
      expect(detail).not.toMatch(/[\^$\\[\]{}|]|regular|undefined|NaN|following|each value|\d{14}/);
      expect(detail.split(',').length, detail).toBeLessThanOrEqual(10);
      expect(detail.length).toBeLessThan(100);
    }
    expect(told.size).toBeGreaterThan(15);
  });

  it('covers every type of field there is', () => {
    const used =
      'Amount Currency Email Flag Identifier Instant Integer Json ListOf OneOf PermissionNames Ref State Text TextList';
    expect(Object.keys(decorators).sort().join(' ')).toBe(used);
  });

  it.each([
    ['text', 7, 'must be text of 1 to 5 characters'],
    ['text', 'too long', 'must be text of 1 to 5 characters'],
    ['text', 'a\0', 'must be well-formed Unicode without U+0000'],
    ['patterned', 'rope', 'must have the same format as ROPE-12'],
    ['patterned', 'ROPE-123456', 'must be text of 1 to 9 characters'],
    ['sku', 'rope', 'must be a SKU such as ROPE-12'],
    ['unexplained', 'rope', 'must have the documented format'],
    ['email', 'nobody', 'must be an email address such as ada@example.com'],
    ['integer', 'x', 'must be a whole number from 2 to 10000'],
    ['integer', 1, 'must be a whole number from 2 to 10000'],
    ['amount', -1, 'must be a whole number of minor units (cents) from 0 to 1000000000000'],
    ['currency', 'EURO', 'must be a currency code such as EUR'],
    ['instant', 'now', 'must be a date and time with a time zone, such as 2026-01-31T12:00:00.000Z'],
    ['flag', 'yes', 'must be true or false'],
    ['few', 'c', 'must be one of a, b'],
    ['many', 'c', 'must be one of 100 values, such as v0, v1, v2'],
    ['identifier', 'x', 'must be a UUID'],
    ['ref', 'x', 'must be a UUID'],
    ['list', [], 'must be a list of 1 to 2 objects'],
    ['json', 'x', 'must be an object'],
    ['own', 'x', 'must say whether it floats'],
  ])('is, of %s = %j, what is expected', (name, value, detail) => {
    expect(detailsOf(Everything, { ...good, [name]: value })).toEqual([detail]);
  });

  it('leaves the name out of a sentence of class-validator, and only there', () => {
    class Hull {
      @IsHexadecimal()
      @Text({ max: 5 })
      a!: string;
    }
    expect(detailsOf(Hull, { a: 'zz' })).toEqual(['must be a hexadecimal number']);
  });
});

describe('An e-mail address', () => {
  it.each(['a@b.co', 'ada+x@example.com', "o'hara@example.co.uk", 'a@xn--bcher-kva.example'])(
    'is %s',
    (email) => {
      expect(detailsOf(Everything, { ...good, email })).toEqual([]);
    },
  );
  it.each([
    'ü@x.example',
    'a@bücher.example',
    '"a b"@x.example',
    '"ab"@x.example',
    'a@b',
    'a\ud800@b.co',
    'a b@c.de',
  ])('is not %s', (email) => {
    expect(detailsOf(Everything, { ...good, email })).toHaveLength(1);
  });
});

describe('a list of texts', () => {
  const told = (texts: unknown) => detailsOf(Everything, { ...good, texts });
  const expected = 'must be a list of 0 to 2 different texts of 1 to 5 characters';

  it('takes different texts within its bounds', () => {
    for (const texts of [[], ['a'], ['a', 'abcde']]) expect(told(texts)).toEqual([]);
  });

  it('refuses a text that stands in it twice', () =>
    expect(told(['a', 'a'])).toEqual(['must not contain duplicates']));

  it.each([['a', 'b', 'c']])('refuses more than it holds', (...texts) =>
    expect(told(texts)).toEqual([expected]),
  );

  it.each([['abcdef'], ['A'], [''], ['a\0'], ['\ud800'], [1], [null], [['a']], [{}]])(
    'refuses %j in it',
    (text) => expect(told([text])).toEqual([expected]),
  );

  it('refuses what only looks like a list', () => {
    for (const texts of ['a', { length: 1, 0: 'a' }, 1]) expect(told(texts)).toEqual([expected]);
  });

  it('of permissions takes their names', () => {
    const permissions = (names: string[]) => detailsOf(Everything, { ...good, permissions: names });
    expect(permissions(['orders:read', 'orders:read-all'])).toEqual([]);
    for (const name of ['orders', 'Orders:read', 'orders:', ' orders:read', 'orders:read:all'])
      expect(permissions([name])).toEqual(['must be a list of different permissions such as orders:read']);
  });
});

describe('An id of something outside', () => {
  class Paid {
    @Identifier({ outside: 'the id that the bank has given' })
    bankId!: string;

    @Identifier({ description: 'The transfer.', outside: 'the id that the bank has given' })
    transferId!: string;
  }

  it('says in its schema that nobody looks it up', () => {
    expect(fieldsOf(Paid).map(({ schema, outside }) => [schema.description, outside])).toEqual([
      ['Not looked up: the id that the bank has given.', 'the id that the bank has given'],
      ['The transfer. Not looked up: the id that the bank has given.', 'the id that the bank has given'],
    ]);
  });
});
