import { describe, expect, it } from 'vitest';
import { Flag, Instant, Integer, Text } from '../fields/fields.js';
import { allOf, anyOf, everything, matches, nothing, where, type Predicate } from './visibility.js';

class Boat {
  @Text({ max: 10, unique: 'ignore-case' })
  name!: string;

  @Text({ max: 10, optional: true })
  note!: string | null;

  @Integer()
  length!: number;

  @Flag()
  sails!: boolean;

  @Instant()
  builtAt!: Date;
}

const boat = Object.assign(new Boat(), {
  name: 'Ärgo',
  note: null,
  length: 12,
  sails: true,
  builtAt: new Date('2026-01-01T00:00:00Z'),
});
const fits = (predicate: Predicate<Boat>) => matches(predicate, boat);

describe('A row rule', () => {
  it('has to say everything and nothing', () => {
    expect([fits(everything), fits(nothing)]).toEqual([true, false]);
  });

  it('compares by value, dates by their instant, case where the field has one', () => {
    expect(fits(where({ length: 12, sails: true }))).toBe(true);
    expect(fits(where({ length: 12, sails: false }))).toBe(false);
    expect(fits(where({ builtAt: new Date('2026-01-01T01:00:00+01:00') }))).toBe(true);
    expect(fits(where({ name: 'ärGO' }))).toBe(true);
    expect(fits(where({ name: 'argo' }))).toBe(false);
  });

  it('takes an array for "one of", and an empty one for none', () => {
    expect(fits(where({ length: [1, 12] }))).toBe(true);
    expect(fits(where({ length: [] }))).toBe(false);
  });

  it('holds for no null: a value that is not there equals nothing', () => {
    expect(fits(where({ note: '' }))).toBe(false);
    expect(fits(where({ note: ['', 'x'] }))).toBe(false);
  });

  it('is joined by any and all, also by none of them', () => {
    const [yes, no] = [where<Boat>({ length: 12 }), where<Boat>({ length: 13 })];
    expect(fits(anyOf(no, yes))).toBe(true);
    expect(fits(allOf(no, yes))).toBe(false);
    expect(fits(allOf(yes, anyOf(no, everything)))).toBe(true);
    expect(fits(anyOf())).toBe(false);
    expect(fits(allOf())).toBe(true);
  });

  it('joins rules about different columns', () => {
    const rule: Predicate<Boat> = anyOf(where({ length: 13 }), where({ sails: true }));
    expect(fits(rule)).toBe(true);
  });

  it.each([undefined, null])('refuses %s: a forgotten value must not widen it', (value) => {
    expect(() => where({ length: value as never })).toThrow(/"length" is (undefined|null).*Use "nothing"/);
  });
});
