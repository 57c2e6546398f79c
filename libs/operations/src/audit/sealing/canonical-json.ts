/**
 * One text for one JSON value, whatever the order of its members: they are sorted by code unit, as in RFC 8785. Numbers
 * and texts are written as JavaScript writes them.
 */
export function canonicalJson(value: unknown): string {
  if (typeof value !== 'object' || value === null) return JSON.stringify(value) ?? 'null';
  // Loops: an entry has dozens of small values, and is sealed on the processes that serve.
  let text = '';
  if (Array.isArray(value)) {
    for (const one of value) text += `${text && ','}${canonicalJson(one)}`;
    return `[${text}]`;
  }
  for (const name of Object.keys(value).sort())
    text += `${text && ','}${JSON.stringify(name)}:${canonicalJson((value as Record<string, unknown>)[name])}`;
  return `{${text}}`;
}
