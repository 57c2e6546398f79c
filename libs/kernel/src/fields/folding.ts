/** What code points that do not fold to themselves fold to: some 14,000, most of them Hangul. */
const known = new Map<string, string>();

/** Folds to itself: its capital is I, whose small letter is another one (Unicode folds it in Turkish only). */
const dotlessI = 'ı';

/**
 * The key by which values of a case-ignoring field are compared, wherever that happens: each code point in canonical
 * decomposition (NFD) and without case (Unicode's CaseFolding, C and F), whatever stands around it. So folding is closed
 * under itself, and the key of a text begins with the key of each of its beginnings: a final sigma is a sigma, `Ü` is `ü`
 * however it was typed. Two marks on one letter are the same only in the same order: to sort them would make the key of a
 * beginning depend on what follows it.
 */
export function normalizedKey(value: string): string {
  // Most keys are ASCII, which has one spelling and plain case.
  // eslint-disable-next-line no-control-regex
  if (/^[\x00-\x7f]*$/.test(value)) return value.toLowerCase();
  let key = '';
  for (const point of value) key += foldedPoint(point);
  return key;
}

/** Code points that the key of a text of so many may have. A few Greek ones fold to four: see `FoldedLength`. */
export function keyLength(length: number): number {
  return length * 3;
}

function foldedPoint(point: string): string {
  const found = known.get(point);
  if (found !== undefined) return found;
  if (point.toUpperCase() === point && point.toLowerCase() === point && point.normalize('NFD') === point)
    return point;
  let folded = point;
  for (let before = ''; before !== folded;) {
    before = folded;
    folded = [...folded.normalize('NFD')].map(withoutCase).join('');
  }
  known.set(point, folded);
  return folded;
}

/** By way of the capital, in which all small forms of a letter meet: `ς` and `σ`, `ſ` and `s`, `ß` and `ss`. */
function withoutCase(point: string): string {
  return point === dotlessI ? point : [...point.toUpperCase()].map((one) => one.toLowerCase()).join('');
}
