import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { keyLength, normalizedKey } from './folding.js';

const seed = 14;
/** Every scalar value of Unicode. */
function* codePoints(): Generator<string> {
  for (let point = 0; point <= 0x10ffff; point += 1)
    if (point < 0xd800 || point > 0xdfff) yield String.fromCodePoint(point);
}
/** Texts of letters that change by case, marks and neighbors, between any others. */
const text = fc.string({
  unit: fc.oneof(
    fc.constantFrom(...'ΣσςßẞſKkİıiIéÉ\u0301\u0323\u0345ᾂ가ᄀ ﬁ-'),
    fc.string({ unit: 'binary', minLength: 1, maxLength: 1 }),
  ),
  maxLength: 12,
});

describe('The key of a text', () => {
  it('is the key of itself, for every code point, and for its other cases and forms', () => {
    const wrong: string[] = [];
    let expanded = 0;
    for (const point of codePoints()) {
      const key = normalizedKey(point);
      if (key.length > keyLength(1) && [...key].length > keyLength(1)) expanded += 1;
      const same = [
        key,
        point.normalize('NFC'),
        point.normalize('NFD'),
        point.toLowerCase(),
        // The capital of a dotless i is the I of everybody else.
        ...(point === 'ı' ? [] : [point.toUpperCase()]),
      ];
      if (same.some((one) => one !== point && normalizedKey(one) !== key)) wrong.push(point);
    }
    expect(wrong).toEqual([]);
    // The rule `foldedLength` of case-ignoring fields is there for these.
    expect(expanded).toBe(36);
  }, 120_000);

  it('is closed under itself and under beginnings', () => {
    fc.assert(
      fc.property(text, text, (beginning, rest) => {
        const key = normalizedKey(beginning + rest);
        expect(normalizedKey(key)).toBe(key);
        expect(key).toBe(normalizedKey(beginning) + normalizedKey(rest));
      }),
      { seed, numRuns: 2_000 },
    );
  });

  it.each([
    ['ΑΣΒ-1', 'ας'],
    ['ΟΔΟΣ-k', 'οδοσ-K'],
    ['STRASSE', 'straße'],
    ['Müller', 'MU\u0308LLER'],
    ['\u212Aelvin', 'kel'],
    ['ﬁn', 'FIN'],
  ])('of %s begins with that of %s', (whole, beginning) => {
    expect(normalizedKey(whole).startsWith(normalizedKey(beginning))).toBe(true);
  });

  it.each([
    ['e', 'é'],
    ['ı', 'i'],
    ['a b', 'ab'],
  ])('tells %s from %s', (one, other) => {
    expect(normalizedKey(one)).not.toBe(normalizedKey(other));
  });
});
