import type { Resource } from '@keelson/kernel';

/** What a row is called in texts: `audit entry` for `audit-entry`, `API key` for `api-key`. */
export function nounOf({ name }: Pick<Resource, 'name'>): string {
  return inWords(name);
}

/** The same in the plural: `audit entries`. */
export function pluralOf({ path }: Pick<Resource, 'path'>): string {
  return inWords(path.slice(path.indexOf('/') + 1));
}

/** The same with its article: `an audit entry`. By spelling, with the usual words that begin with a sounded u or silent h. */
export function withArticle(resource: Pick<Resource, 'name'>): string {
  const noun = nounOf(resource);
  const soundsLikeVowel = /^(?:[aeio]|u(?!ni|se|sa|til)|hour|honor|heir)/i.test(noun);
  return `${soundsLikeVowel ? 'an' : 'a'} ${noun}`;
}

function inWords(dashed: string): string {
  return dashed.replaceAll('-', ' ').replace(/\bapi\b/, 'API');
}

const alternatives = new Intl.ListFormat('en-US', { type: 'disjunction' });

/** `draft, placed, or paid`. */
export function oneOf(states: readonly string[]): string {
  return alternatives.format(states);
}
