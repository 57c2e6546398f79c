import { processingOf } from '@keelson/platform';
import type { Proceedings } from '../../check.js';
import type { Operation } from '../../judged.js';
import type { Answer, Inquiry, Subject } from '../../subject.js';
import { backgroundOf } from '../../catalog/background.js';
import { evidenceOf } from '../contract/requests.js';
import { jobsIn } from '../enqueued-jobs.js';

/** Tells of each job that a request of the run has enqueued and that nobody processes. */
export function enqueuedJudge(
  { application }: Pick<Subject, 'application'>,
  proceedings: Proceedings,
): (operation: Operation, inquiry: Inquiry, answer: Answer) => void {
  const processed = new Set(
    backgroundOf(application).flatMap(({ type }) => processingOf(type)?.job.name ?? []),
  );
  return ({ title, place }, inquiry, answer) => {
    const enqueued = answer.statements.flatMap((statement) => jobsIn(statement));
    for (const job of new Set(enqueued.map(({ queue }) => queue)))
      if (processed.has(job)) proceedings.held('inventory/job', title);
      else
        proceedings.found({
          rule: 'inventory/job-without-processor',
          operation: title,
          place,
          message: `${title} enqueues the job "${job}", which has no @JobProcessor.`,
          mend: `Write a class with @JobProcessor for "${job}", and list it in the providers of its module.`,
          evidence: evidenceOf(inquiry, answer),
        });
  };
}
