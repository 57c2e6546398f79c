import { fieldOf, Instant, Integer, Text } from '@keelson/kernel';
import { describe, expect, it } from 'vitest';
import { compare, matches } from './comparing.js';

class Berth {
  @Text({ max: 20 }) pier!: string;
  @Text({ max: 20, unique: 'ignore-case' }) code!: string;
  @Integer() depth!: number;
  @Instant() freeFrom!: Date;
}

const field = (name: string) => fieldOf(Berth, name);

describe('A filter, evaluated in memory', () => {
  it('compares text by code point, and codes whatever their case', () => {
    expect(matches(field('pier'), 'eq', 'Alpha', ['alpha'])).toBe(false);
    expect(matches(field('pier'), 'eq', 'a', ['a '])).toBe(false);
    expect(matches(field('pier'), 'prefix', 'beta%1', ['beta%'])).toBe(true);
    expect(matches(field('pier'), 'prefix', 'beta_1', ['beta%'])).toBe(false);
    expect(matches(field('code'), 'in', 'B-1', ['a', 'b-1'])).toBe(true);
    expect(compare(field('pier'), '\u{1F6A2}', '\uFF5A')).toBeGreaterThan(0);
  });

  it('compares numbers and instants by size, and never finds null', () => {
    expect(matches(field('depth'), 'gte', 10, ['9'])).toBe(true);
    expect(matches(field('depth'), 'lte', 10, ['10'])).toBe(true);
    expect(matches(field('freeFrom'), 'eq', '2026-01-31T12:00:00.000Z', ['2026-01-31T13:00:00+01:00'])).toBe(
      true,
    );
    expect(matches(field('depth'), 'lte', null, ['10'])).toBe(false);
  });
});
