import type { ViewOutcome } from '@keelson/kernel';
import { createHash } from 'node:crypto';

/**
 * The strong ETag (RFC 9110) of a row's answer, whatever the request was: the version, for If-Match, and for
 * If-None-Match what else the answer depends on. That is the other rows in it, by a digest of the answer, or else the
 * members that are hidden from the caller: by the version alone, a caller who may see more from now on would be answered 304.
 */
export function tagOf({ view, row, shape: { composed, hidden = [] } }: ViewOutcome): string {
  const more = composed ? view : hidden.length > 0 ? [...hidden].sort() : null;
  if (more === null) return `"${row.version}"`;
  return `"${row.version}.${createHash('sha1').update(JSON.stringify(more)).digest('base64url')}"`;
}

/**
 * The versions that an If-Match header names, by any ETag that an answer about the row has had; weak tags name none.
 * Undefined for `*`, which every version fits.
 */
export function versionsIn(header: string): number[] | undefined {
  if (header.trim() === '*') return undefined;
  return header.split(',').flatMap((tag) => {
    const version = /^"(\d+)(?:\.[\w-]+)?"$/.exec(tag.trim())?.[1];
    return version === undefined || String(Number(version)) !== version ? [] : [Number(version)];
  });
}

/** Whether an If-None-Match header names the tag: by weak comparison (RFC 9110, section 13.1.2). */
export function namesTagWeakly(header: string, tag: string): boolean {
  return header.trim() === '*' || header.split(',').some((one) => one.trim().replace(/^W\//, '') === tag);
}
