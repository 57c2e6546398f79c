/**
 * An address with more parameters; what it has of the same names makes way.
 * @param query as it stands in an address: `limit=1&count=true`
 */
export function withQuery(address: string, query: string): string {
  const names = new Set(new URLSearchParams(query).keys());
  const [path, kept] = partsOf(address, (name) => !names.has(name));
  return joined(path, [...kept, ...query.split('&')]);
}

/** The address without a parameter that it has. */
export function withoutParameter(address: string, name: string): string {
  return joined(...partsOf(address, (one) => one !== name));
}

function joined(path: string, parts: readonly string[]): string {
  const query = parts.filter((part) => part !== '').join('&');
  return query === '' ? path : `${path}?${query}`;
}

function partsOf(address: string, isKept: (name: string) => boolean): [path: string, parts: string[]] {
  const [path = '', query = ''] = address.split('?', 2);
  const nameOf = (part: string) => [...new URLSearchParams(part).keys()][0] ?? '';
  return [path, query.split('&').filter((part) => isKept(nameOf(part)))];
}
