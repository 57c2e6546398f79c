import { isDeepStrictEqual } from 'node:util';
import type { Proceedings } from '../../check.js';
import type { Operation } from '../../judged.js';
import type { Answer, Inquiry, SentStatement, Subject } from '../../subject.js';
import { evidenceOf } from '../contract/requests.js';
import { jobsIn } from '../enqueued-jobs.js';

/** A job that was dropped for another one with its key, and both payloads. */
export interface SwallowedJob {
  readonly queue: string;
  readonly key: string;
  readonly payload: unknown;
  readonly kept: unknown;
}

/** What is wrong with it, for every finding of this rule. */
export const swallowed = {
  mend: "Include in the `deduplicate` key everything that distinguishes two jobs: the row's id, and any other part of the payload that may differ.",
  says: ({ queue, key, payload, kept }: SwallowedJob) =>
    `enqueues "${queue}" with ${JSON.stringify(payload)}, but the job is dropped, because a waiting job with the payload ${JSON.stringify(kept)} has the same deduplication key, "${key}".`,
} as const;

/**
 * Looks the jobs up that were enqueued with a key, as long as none of them has run.
 * @returns the first one that stands for another payload; null when there is none, undefined when nothing had a key
 */
export async function swallowedIn(
  subject: Pick<Subject, 'sql'>,
  statements: readonly SentStatement[],
): Promise<SwallowedJob | null | undefined> {
  const keyed = statements.flatMap((statement) => jobsIn(statement)).filter(({ key }) => key !== null);
  if (keyed.length === 0) return undefined;
  for (const { id, organizationId, queue, payload, key } of keyed) {
    const [row] = await subject.sql(
      'SELECT id, payload FROM jobs WHERE organization_id = ? AND queue = ? AND dedupe_key = ?',
      [organizationId, queue, key],
    );
    if (!row || row['id'] === id) continue;
    const kept = typeof row['payload'] === 'string' ? row['payload'] : JSON.stringify(row['payload']);
    if (!isDeepStrictEqual(asked(payload), asked(kept)))
      return { queue, key: key as string, payload: JSON.parse(payload), kept: JSON.parse(kept) };
  }
  return null;
}

/** What a payload asks for. Moments are left out: "since when" is what a clock says, and the earlier one stands for both. */
function asked(payload: string): unknown {
  return JSON.parse(payload, (_name, value: unknown) =>
    typeof value === 'string' && /^\d{4}-\d\d-\d\dT[\d:.]+Z$/.test(value) ? null : value,
  );
}

/** Tells of each request of the run that asks for a job and has it dropped. */
export function swallowedJudge(
  subject: Pick<Subject, 'sql'>,
  proceedings: Proceedings,
): (operation: Operation, inquiry: Inquiry, answer: Answer) => Promise<void> {
  return async ({ title, place }, inquiry, answer) => {
    if (answer.status >= 400) return;
    const job = await swallowedIn(subject, answer.statements);
    if (job === null) proceedings.held('semantics/job-swallowed', title);
    else if (job)
      proceedings.found({
        rule: 'semantics/job-swallowed',
        operation: title,
        place,
        message: `${title} ${swallowed.says(job)}`,
        mend: swallowed.mend,
        evidence: evidenceOf(inquiry, answer),
      });
  };
}
