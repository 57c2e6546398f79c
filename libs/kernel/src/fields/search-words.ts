import { normalizedKey } from './folding.js';

/** Words of one row that are indexed; what is longer than a book page is for a search engine. */
const mostWords = 200;
/** Code points of a word that count. */
export const longestWord = 64;
/** Words of one `q=`. */
const mostTerms = 8;

/**
 * The words of a text as they are compared: without accents (NFKD) and case, letters and digits only. Both engines compare
 * the result by code point, so that a search finds the same on each. Each code point is folded by itself, so that a word
 * begins with the words of its beginnings, whatever follows.
 */
export function wordsOf(...texts: readonly (string | null | undefined)[]): string[] {
  const words = new Set<string>();
  for (const text of texts)
    for (const word of foldedWord((text ?? '').normalize('NFKD')).split(/[^\p{L}\p{N}]+/u))
      if (word !== '' && words.size < mostWords) words.add([...word].slice(0, longestWord).join(''));
  return [...words];
}

/** What {@link wordsOf} makes of letters that are decomposed already, such as those of a stored word. */
export function foldedWord(text: string): string {
  return withoutMarks(normalizedKey(withoutMarks(text)));
}

function withoutMarks(text: string): string {
  return text.replace(/\p{M}+/gu, '');
}

/** The words that a `q=` asks for; null when it holds none, or too many. */
export function termsOf(query: string): readonly string[] | null {
  const terms = wordsOf(query);
  return terms.length === 0 || terms.length > mostTerms ? null : terms;
}
