import { problemAnswers } from '../../telemetry/ports.js';
import { problemKind } from './problem-catalog.js';

/** Counts an answer by its code; a code that nobody has defined could be made of anything. */
export function countProblem(code: string): void {
  problemAnswers.inc({ code: problemKind(code) ? code : 'other' });
}
