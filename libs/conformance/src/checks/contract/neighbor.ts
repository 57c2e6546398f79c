import { escaped } from '../../contract/schemas.js';

/** In what way a body is next to one that is valid; the first half of the rule that is broken when it is accepted. */
export type NeighborKind =
  | 'missing'
  | 'null'
  | 'type'
  | 'bound'
  | 'format'
  | 'extra'
  | 'huge'
  | 'deep'
  | 'unicode'
  | 'duplicate-keys'
  | 'prototype-keys'
  | 'malformed';

/** A body that differs from a valid one in one place. */
export interface Neighbor {
  readonly kind: NeighborKind;
  /** What it is, for people: `a text of 201 characters`. */
  readonly what: string;
  /** The place, as a JSON Pointer; null where the body as a whole can't be read. */
  readonly pointer: string | null;
  /** A text is JSON as it stands. */
  readonly body: unknown;
}

/** The body with another value at a place; without the member for undefined. */
export function changed(body: unknown, path: readonly string[], value: unknown): unknown {
  const [name, ...rest] = path;
  if (name === undefined) return value;
  if (Array.isArray(body))
    return body.map((one: unknown, index) => (String(index) === name ? changed(one, rest, value) : one));
  const members = Object.entries((body ?? {}) as object).filter(([key]) => key !== name);
  const inner = changed((body as Record<string, unknown> | null)?.[name], rest, value);
  return Object.fromEntries(inner === undefined ? members : [...members, [name, inner]]);
}

export function pointerTo(path: readonly string[]): string {
  return path.map((name) => `/${escaped(name)}`).join('');
}

/** The types that a schema allows. */
export function typesOf(schema: { readonly type?: string | readonly string[] }): readonly string[] {
  return [schema.type ?? []].flat();
}

/** Longest text and list that a neighbor is made with: more than any body may hold. A bound beyond them is a finding of its own. */
export const mostMade = { characters: 1_000_000, elements: 50_000 } as const;
