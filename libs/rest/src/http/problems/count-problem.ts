import { counter } from '@keelson/runtime/ports';
import type { OAuthError } from './oauth-error.js';
import { problemKind } from './problem-catalog.js';

const problemAnswers = counter({
  name: 'keelson_problem_answers_total',
  help: 'Error responses (application/problem+json), by code.',
  labels: ['code'],
});

/** Counts an answer by its code; a code that nobody has defined could be made of anything. */
export function countProblem(code: string): void {
  problemAnswers.inc({ code: problemKind(code) ? code : 'other' });
}

/** The codes of RFC 6749 are a closed list. */
export function countOAuthError({ code }: OAuthError): void {
  problemAnswers.inc({ code });
}
