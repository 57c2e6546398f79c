import type { Violation } from '@keelson/kernel';
import { publicAddress, publicPath } from '@keelson/runtime/ports';
import type { Problem } from './problem.js';

export const problemType = 'application/problem+json';

/** A problem as it is sent (RFC 9457), with the members that are our own: code, requestId, errors. */
export interface ProblemDocument {
  readonly type: string;
  readonly title: string;
  readonly status: number;
  readonly code: string;
  readonly detail?: string | undefined;
  /** The path that was asked for; its query may hold personal data and is left out. */
  readonly instance: string;
  readonly requestId: string;
  readonly errors?: readonly Violation[] | undefined;
}

export function problemDocument(
  problem: Problem,
  occurrence: { readonly publicUrl: string; readonly url: string; readonly requestId: string },
): ProblemDocument {
  const { code, title, status, detail, errors } = problem;
  return {
    type: publicAddress(occurrence, `/docs/problems/${code}`),
    title,
    status,
    code,
    detail,
    // What is no HTTP request has asked for no path.
    instance: occurrence.url && publicPath(occurrence, pathOf(occurrence.url)).slice(0, longestPath),
    requestId: occurrence.requestId,
    errors: errors?.map(bounded),
  };
}

/** Names and values that a client has sent come back; no longer than is published, and without what is no text. */
function bounded({ pointer, parameter, header, detail }: Violation): Violation {
  return {
    ...(pointer !== undefined && { pointer: clean(pointer, 500) }),
    ...(parameter !== undefined && { parameter: clean(parameter, 200) }),
    ...(header !== undefined && { header }),
    detail: clean(detail, 1_000),
  };
}

function clean(text: string, longest: number): string {
  return text.slice(0, longest).replaceAll('\0', '\uFFFD').toWellFormed();
}

/** Characters of a path that come back in an answer. */
const longestPath = 500;

/** The path of a request target, bounded: it comes back in every answer. */
export function pathOf(url: string): string {
  const end = url.search(/[?#]/);
  return (end < 0 ? url : url.slice(0, end)).slice(0, longestPath);
}
