import { normalizedKey } from '@keelson/kernel';

const similar: Readonly<Record<string, string>> = {
  '@': 'a',
  '4': 'a',
  '3': 'e',
  '1': 'i',
  '!': 'i',
  '|': 'l',
  '0': 'o',
  $: 's',
  '5': 's',
  '7': 't',
};

const keyboardRows = [
  '1234567890',
  'qwertyuiop',
  'asdfghjkl',
  'zxcvbnm',
  'qwertzuiop',
  'yxcvbnm',
  'azertyuiop',
];

/** Without case, compatibility forms and spaces: how a guesser would not bother to tell passwords apart. */
export function foldedPassword(password: string): string {
  return normalizedKey(password.normalize('NFKC')).replace(/\s+/gu, '');
}

/** A folded password with digits and signs read as the letters that they stand for: `p@ssw0rd`. */
export function asLetters(folded: string): string {
  return folded.replace(/[@43!1|0$57]/g, (sign) => similar[sign] ?? sign);
}

/** What is left of a folded password without what is added to please a rule: `password` of `123password!`. */
export function coreOf(folded: string): string {
  return asLetters(folded.replace(/^[^\p{L}]+|[^\p{L}]+$/gu, ''));
}

/** The shortest text that the password repeats, if only in part the last time; the password itself when it repeats none. */
export function unitOf(password: string): string {
  const points = [...password];
  for (let length = 1; length <= points.length / 2; length += 1)
    if (points.every((point, index) => point === points[index % length]))
      return points.slice(0, length).join('');
  return password;
}

/** How many code points of a folded password do not follow from the one before: a sequence, a row of keys, or the same. */
export function surprises(folded: string): number {
  const points = [...folded];
  return points.filter((point, index) => index === 0 || !follows(points[index - 1] ?? '', point)).length;
}

function follows(before: string, point: string): boolean {
  const step = (point.codePointAt(0) ?? 0) - (before.codePointAt(0) ?? 0);
  if (Math.abs(step) <= 1) return true;
  return keyboardRows.some((row) => {
    const at = row.indexOf(before);
    return at >= 0 && (row[at + 1] === point || row[at - 1] === point);
  });
}
