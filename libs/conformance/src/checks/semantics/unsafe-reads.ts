import type { Proceedings } from '../../check.js';
import type { Operation } from '../../judged.js';
import type { Answer, Inquiry } from '../../subject.js';
import { evidenceOf } from '../contract/requests.js';
import { recordedTables, targetsOf, type Judging } from './unrecorded-writes.js';

/** GET is safe (RFC 9110, section 9.2.1): tells of each one of the run that writes rows of a recorded entity. */
export function unsafeReadJudge(
  judging: Judging,
  proceedings: Proceedings,
): (operation: Operation, inquiry: Inquiry, answer: Answer) => void {
  const recorded = recordedTables(judging);
  return ({ title, place, method }, inquiry, answer) => {
    if (method !== 'GET') return;
    const table = answer.statements.flatMap(({ text }) => targetsOf(text)).find((one) => recorded.has(one));
    if (table === undefined) return;
    proceedings.found({
      rule: 'semantics/changed-by-reading',
      operation: title,
      place,
      message: `${title} writes rows of "${table}", although browsers, proxies and clients may repeat a GET request without an idempotency key.`,
      mend: 'Do not write in a GET. Move the write to a separate operation: POST with @Action or @Operation.',
      evidence: evidenceOf(inquiry, answer),
    });
  };
}
