import { createHash } from 'node:crypto';

/** The strong ETag (RFC 9110) of a row: its version. */
export function versionTag(version: number): string {
  return `"${version}"`;
}

/**
 * The strong ETag of an answer that holds other rows too: the version, for If-Match, and a digest of the answer, which
 * changes with those rows, for If-None-Match.
 */
export function composedTag(version: number, body: unknown): string {
  const digest = createHash('sha1').update(JSON.stringify(body)).digest('base64url');
  return `"${version}.${digest}"`;
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
