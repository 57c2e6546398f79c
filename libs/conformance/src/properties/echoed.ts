import type { FieldSpec } from '@keelson/kernel';

/** The parts of a field that say how its values are written. */
type Written = Pick<FieldSpec, 'kind'> | undefined;

/**
 * Whether a value that came out is the one that was sent. A feature may normalize a text (case, spaces around and inside,
 * Unicode form), write a moment in another zone, sort a list, and show more of an element than was sent.
 */
export function echoes(sent: unknown, shown: unknown, field?: Written): boolean {
  if (sent === null || sent === undefined) return shown === null || shown === undefined;
  if (Array.isArray(sent)) return Array.isArray(shown) && echoesList(sent, shown);
  if (typeof sent === 'object') return echoesMembers(sent, shown);
  if (typeof sent === 'string' && typeof shown === 'string')
    return field?.kind === 'instant' || (isMoment(sent) && isMoment(shown))
      ? Date.parse(sent) === Date.parse(shown)
      : plain(sent) === plain(shown);
  return sent === shown;
}

/** Rows that name one thing twice may be put together: then only what each is about can be looked for. */
function echoesList(sent: readonly unknown[], shown: readonly unknown[]): boolean {
  const isWhole = sent.length === shown.length;
  return sent.every((one, at) =>
    [shown[at], ...shown].some((other) => echoes(isWhole ? one : withoutNumbers(one), other)),
  );
}

/** A view may leave members out. */
function echoesMembers(sent: object, shown: unknown): boolean {
  if (typeof shown !== 'object' || shown === null) return false;
  const members = shown as Readonly<Record<string, unknown>>;
  return Object.entries(sent).every(
    ([name, value]) =>
      value === null || value === undefined || !(name in members) || echoes(value, members[name]),
  );
}

function withoutNumbers(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).filter(([, one]) => typeof one !== 'number'));
}

function isMoment(text: string): boolean {
  return /^\d{4}-\d\d-\d\dT\d\d:\d\d/.test(text) && !Number.isNaN(Date.parse(text));
}

/** What a feature may make of a text without changing what it says. */
function plain(text: string): string {
  return text.normalize('NFKC').toLowerCase().replaceAll(/\s+/gu, ' ').trim();
}
