import type { Neighbor } from './neighbor.js';

/** Levels of brackets: recursion over it would run out of stack. */
const depth = 20_000;
/** More characters than any body may have. */
const hugeBody = 4_000_000;

/** Texts that are next to a valid body, and no JSON or JSON that different readers take differently. */
export function rawNeighbors(valid: object): readonly Neighbor[] {
  const text = JSON.stringify(valid);
  const inside = text.slice(1, -1);
  const rest = inside === '' ? '' : `,${inside}`;
  const [first = 'a'] = Object.keys(valid);
  const name = JSON.stringify(first);
  const twice = inside === '' ? `{${name}:1,${name}:1}` : `{${inside},${inside}}`;
  const raw = (kind: Neighbor['kind'], what: string, body: string): Neighbor => ({
    kind,
    what,
    pointer: null,
    body,
  });
  return [
    raw('duplicate-keys', 'every key duplicated', twice),
    raw(
      'duplicate-keys',
      'a duplicate key, written with an escape sequence',
      `{${escapedName(first)}:1,${name}:1${rest}}`,
    ),
    raw('prototype-keys', '__proto__', `{"__proto__":{"isAdmin":true}${rest}}`),
    raw('prototype-keys', 'constructor.prototype', `{"constructor":{"prototype":{"isAdmin":true}}${rest}}`),
    raw('deep', `${depth} nested lists`, `{${name}:${'['.repeat(depth)}${']'.repeat(depth)}}`),
    raw('deep', `${depth} nested objects`, `{${name}:${'{"a":'.repeat(depth)}1${'}'.repeat(depth)}}`),
    raw('huge', `${hugeBody} characters`, `{${name}:"${'a'.repeat(hugeBody)}"${rest}}`),
    raw('malformed', 'a truncated body', text.slice(0, -1)),
    raw('malformed', 'a list', `[${text}]`),
    raw('malformed', 'a string', '"body"'),
    raw('malformed', 'null', 'null'),
    raw('malformed', 'an empty body', ''),
  ];
}

/** The same name to a reader of JSON, and another one to whoever compares bytes. */
function escapedName(name: string): string {
  const code = name.charCodeAt(0).toString(16).padStart(4, '0');
  return `"\\u${code}${name.slice(1)}"`;
}
