import type { Answer, Inquiry, SentStatement } from '../../subject.js';
import type { Asking } from './asking.js';

/** Times that two requests whose statements differ are sent again. */
const mostTries = 3;

/** What belongs to the single request, and may differ between two that mean the same. */
const ownHeaders = new Set(['date', 'x-request-id', 'ratelimit', 'content-length']);

/** An answer without what belongs to the single request: the rest must not tell two refusals apart. */
export function withoutRequest({ status, headers, text }: Answer, ...ids: readonly string[]): string {
  const requestId = headers['x-request-id'] ?? '';
  const kept = Object.entries(headers).filter(([name]) => !ownHeaders.has(name));
  const whole = JSON.stringify({ status, headers: Object.fromEntries(kept), text });
  return ids.reduce(
    (at, id) => at.replaceAll(id, '{id}'),
    requestId ? whole.replaceAll(requestId, '{request}') : whole,
  );
}

/** A lease of the rate limit comes with whichever request needs the next one: it is no part of what was asked. */
export function isLease({ text }: SentStatement): boolean {
  return text.includes('rate_windows');
}

/** Statements with the kinds of their values. */
export function shapesOf(statements: readonly SentStatement[], ...ids: readonly string[]): string[] {
  return statements
    .filter((statement) => !isLease(statement))
    .map(({ text, values }) => `${text} ← ${values.map((value) => shapeOf(value, ids)).join(', ')}`);
}

/**
 * Two answers whose statements differ, however often their requests are repeated: a deadlock elsewhere makes an operation
 * run twice, and a token that was looked at long enough ago is looked at anew.
 * @returns null where they do not
 */
export async function differing(
  asking: Asking,
  [one, other]: readonly [Inquiry, Inquiry],
  answers: readonly [Answer, Answer],
  ids: readonly string[],
): Promise<readonly [Answer, Answer] | null> {
  const differ = ([a, b]: readonly [Answer, Answer]) =>
    shapesOf(a.statements, ...ids).join('\n') !== shapesOf(b.statements, ...ids).join('\n');
  let pair = answers;
  for (let again = 0; again < mostTries && differ(pair); again += 1)
    pair = [await asking.send(one), await asking.send(other)];
  return differ(pair) ? pair : null;
}

function shapeOf(value: unknown, ids: readonly string[]): string {
  if (typeof value === 'string' && ids.includes(value)) return '{id}';
  if (value instanceof Date) return 'date';
  if (value === null) return 'null';
  return Array.isArray(value) ? `list of ${value.length}` : typeof value;
}

/** Whether a statement writes; what merely locks does not. */
export function isWrite(statement: SentStatement): boolean {
  return /^\s*(insert|update|delete|replace|merge)\b/i.test(statement.text) && !isLease(statement);
}
