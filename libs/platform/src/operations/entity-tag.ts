import { createHash } from 'node:crypto';

/** The strong ETag (RFC 9110) of a row: its version. */
export function versionTag(version: number): string {
  return `"${version}"`;
}

/** The strong ETag of an answer that is more or less than its row. */
export function bodyTag(body: unknown): string {
  return `"${createHash('sha1').update(JSON.stringify(body)).digest('base64url')}"`;
}

/** Whether an If-Match or If-None-Match header names the tag; weak tags never match strongly. */
export function namesTag(header: string, tag: string): boolean {
  return header.trim() === '*' || header.split(',').some((one) => one.trim() === tag);
}

/** Like {@link namesTag} by weak comparison, as If-None-Match wants it. */
export function namesTagWeakly(header: string, tag: string): boolean {
  return header.trim() === '*' || header.split(',').some((one) => one.trim().replace(/^W\//, '') === tag);
}
