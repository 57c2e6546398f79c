/** Where two JSON values differ first, as a sentence, or undefined. The order of an object's members is free. */
export function difference(expected: unknown, actual: unknown, at = 'body'): string | undefined {
  if (Object.is(expected, actual)) return undefined;
  if (!isObject(expected) || !isObject(actual) || Array.isArray(expected) !== Array.isArray(actual)) {
    return `${at} should be ${shown(expected)} but is ${shown(actual)}`;
  }
  for (const key of new Set([...Object.keys(expected), ...Object.keys(actual)])) {
    if (!(key in actual)) return `${at}.${key} is missing`;
    if (!(key in expected)) return `${at}.${key} should not be there`;
    const inside = difference(expected[key], actual[key], `${at}.${key}`);
    if (inside) return inside;
  }
  return undefined;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}

function shown(value: unknown): string {
  const text = JSON.stringify(value) ?? 'undefined';
  return text.length > 120 ? `${text.slice(0, 120)}…` : text;
}

/** An object without some of its members. */
export function without(value: unknown, names: readonly string[]): unknown {
  if (!isObject(value)) return value;
  return Object.fromEntries(Object.entries(value).filter(([name]) => !names.includes(name)));
}
