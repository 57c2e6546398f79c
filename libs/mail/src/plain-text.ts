/** Letters of scripts that run from right to left. */
const rightToLeft = /[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc\u{10800}-\u{10fff}\u{1e800}-\u{1efff}]/u;

/**
 * Text from outside as one line that changes nothing around it: without control characters, direction overrides (Unicode
 * TR 36) and other invisible characters, of bounded length. Joiners stay, since names in some scripts need them. Text from
 * right to left is isolated (Unicode Annex 9), so that it does not reorder the sentence.
 */
export function plainText(given: string, mostCharacters: number): string {
  const line = given
    .toWellFormed()
    .replaceAll(/[\p{Cc}\p{Zl}\p{Zp}\s]+/gu, ' ')
    .replaceAll(/(?![\u200c\u200d])\p{Cf}/gu, '')
    .trim();
  const bounded = shortened(line, mostCharacters);
  return rightToLeft.test(bounded) ? `\u2068${bounded}\u2069` : bounded;
}

/** The beginning of a text, with an ellipsis if something is missing. @param mostCharacters code points, not letters */
export function shortened(text: string, mostCharacters: number): string {
  const characters = [...text];
  return characters.length <= mostCharacters ? text : `${characters.slice(0, mostCharacters - 1).join('')}…`;
}
