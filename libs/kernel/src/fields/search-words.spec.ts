import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { termsOf, wordsOf } from './search-words.js';

describe('The words of a text', () => {
  it('are words of themselves, for every letter and number of Unicode', () => {
    const wrong: string[] = [];
    for (let point = 0; point <= 0x10ffff; point += 1) {
      if (point >= 0xd800 && point <= 0xdfff) continue;
      const letter = String.fromCodePoint(point);
      const words = wordsOf(letter);
      const same = [words.join(' '), letter.normalize('NFC'), letter.normalize('NFD'), letter.toLowerCase()];
      if (same.some((one) => one !== letter && wordsOf(one).join(' ') !== words.join(' ')))
        wrong.push(letter);
    }
    expect(wrong).toEqual([]);
  }, 120_000);

  it('begin with the words of its beginnings', () => {
    const unit = fc.constantFrom(...'ΣσςßſKİıéÉ\u0301\u0323\u0345ᾂ가ᄀ ﬁ-½m²');
    fc.assert(
      fc.property(
        fc.string({ unit, maxLength: 20 }),
        fc.string({ unit, maxLength: 5 }),
        (beginning, rest) => {
          const words = wordsOf(beginning + rest);
          for (const word of wordsOf(beginning)) expect(words.some((one) => one.startsWith(word))).toBe(true);
        },
      ),
      { seed: 14, numRuns: 2_000 },
    );
  });

  it.each([
    ['Ο ΔΡΟΜΟΣ', 'δρομοσ'],
    ['ΔΡΟΜΟΣ-1', 'δρομος'],
    ['Große Straße', 'STRASS'],
    ['Crème brûlée', 'creme'],
  ])('of %s are found by %s', (text, query) => {
    const words = wordsOf(text);
    for (const term of termsOf(query) ?? ['none'])
      expect(words.some((word) => word.startsWith(term))).toBe(true);
  });
});
