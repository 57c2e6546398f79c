import { describe, expect, it } from 'vitest';
import { DomainError } from '../errors/domain-error.js';
import { Amount, Flag, Identifier, Instant, Integer, OneOf, Text } from '../fields/fields.js';
import { readParams } from './read-params.js';

class TideQuery {
  @OneOf(['ebb', 'flood'], { fallback: 'ebb' })
  kind!: string;

  @Integer({ min: 1, max: 200, fallback: 50 })
  limit!: number;

  @Integer({ min: -10, max: 10, optional: true })
  depth!: number | null;

  @Amount({ optional: true })
  fee!: number | null;

  @Flag({ fallback: false })
  covered!: boolean;

  @Instant({ optional: true })
  since!: Date | null;

  @Identifier({ optional: true })
  pier!: string | null;

  @Text({ max: 3, optional: true })
  name!: string | null;
}

class NeedyQuery {
  @Text({ max: 10 })
  name!: string;
}

/** `parameter: detail` of everything that is wrong. */
function wrong(type: new () => object, given: unknown): string[] {
  try {
    readParams(type, given);
    return [];
  } catch (error) {
    if (!(error instanceof DomainError) || error.code !== 'validation_failed') throw error;
    return (error.details.errors ?? []).map(({ parameter, detail }) => `${parameter}: ${detail}`);
  }
}

const id = '0198f2a4-0000-7000-8000-00000000000a';
const unsaid = {
  kind: 'ebb',
  limit: 50,
  depth: null,
  fee: null,
  covered: false,
  since: null,
  pier: null,
  name: null,
};

describe('Parameters', () => {
  it.each([[{}], [undefined], [null]])('take their fallbacks, or null, where %j says nothing', (given) => {
    const query = readParams(TideQuery, given);
    expect(query).toBeInstanceOf(TideQuery);
    expect(query).toEqual(unsaid);
  });

  const meant = {
    kind: 'flood',
    limit: 20,
    depth: -3,
    fee: 1_000_000_000_000,
    covered: true,
    since: new Date('2026-01-31T12:00:00Z'),
    pier: id,
    name: '20',
  };

  it('are the same from the texts of a URL and from the values of JSON', () => {
    const others = { kind: 'flood', since: '2026-01-31T13:00:00+01:00', pier: id.toUpperCase(), name: '20' };
    const texts = { ...others, limit: '20', depth: '-3', fee: '1000000000000', covered: 'true' };
    const values = { ...others, limit: 20, depth: -3, fee: 1_000_000_000_000, covered: true };
    expect(readParams(TideQuery, texts)).toEqual(meant);
    expect(readParams(TideQuery, values)).toEqual(meant);
  });

  it.each([
    '',
    ' 1',
    '1 ',
    '1.5',
    '1e2',
    '0x10',
    '+1',
    'x',
    '0',
    '201',
    '-1',
    '99999999999999999',
    1.5,
    0,
    true,
    {},
  ])('are no limit of %j', (limit) => {
    expect(wrong(TideQuery, { limit })).toEqual(['limit: must be a whole number from 1 to 200']);
  });

  it.each(['', 'TRUE', '1', 'yes', 1, 0])('are no flag of %j', (covered) => {
    expect(wrong(TideQuery, { covered })).toEqual(['covered: must be true or false']);
  });

  it.each([
    ['kind', 'slack', 'must be one of ebb, flood'],
    [
      'since',
      '2026-02-30T12:00:00Z',
      'must be a date and time with a time zone, such as 2026-01-31T12:00:00.000Z',
    ],
    ['pier', '1', 'must be a UUID'],
    ['name', '', 'must be text of 1 to 3 characters'],
    ['name', 'abcd', 'must be text of 1 to 3 characters'],
    ['name', 5, 'must be text of 1 to 3 characters'],
    ['name', 'a\0b', 'must be well-formed Unicode without U+0000'],
    ['limit', null, 'must not be null'],
  ])('are no %s of %j', (name, value, detail) => {
    expect(wrong(TideQuery, { [name]: value })).toEqual([`${name}: ${detail}`]);
  });

  it('are refused all at once, in the order of the call: unknown, repeated, wrong and missing ones', () => {
    expect(wrong(TideQuery, { limit: ['1', '2'], color: 'red', depth: '11', kind: 'slack' })).toEqual([
      'color: is not an accepted parameter',
      'limit: must not be repeated',
      'depth: must be a whole number from -10 to 10',
      'kind: must be one of ebb, flood',
    ]);
    expect(wrong(NeedyQuery, {})).toEqual(['name: is required']);
    expect(wrong(NeedyQuery, { name: ['a', 'b'] })).toEqual(['name: must not be repeated']);
  });

  it('are never members of the prototype', () => {
    const given = JSON.parse('{ "__proto__": "x", "constructor": "x", "toString": "x" }') as object;
    expect(wrong(TideQuery, given)).toEqual(
      ['__proto__', 'constructor', 'toString'].map((name) => `${name}: is not an accepted parameter`),
    );
  });
});
