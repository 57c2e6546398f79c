import { processingOf } from '@keelson/platform';
import type { Proceedings } from '../../check.js';
import type { Operation } from '../../judged.js';
import type { Answer, Inquiry, SentStatement, Subject } from '../../subject.js';
import { backgroundOf } from '../../catalogue/background.js';
import { evidenceOf } from '../contract/requests.js';

const insertOfJobs = /^\s*INSERT INTO jobs \(([^)]*)\) VALUES (\([^)]*\))/i;

/** Tells of each job that a request of the run has enqueued and that nobody processes. */
export function enqueuedJudge(
  { application }: Pick<Subject, 'application'>,
  proceedings: Proceedings,
): (operation: Operation, inquiry: Inquiry, answer: Answer) => void {
  const processed = new Set(
    backgroundOf(application).flatMap(({ type }) => processingOf(type)?.job.name ?? []),
  );
  return ({ title, place }, inquiry, answer) => {
    for (const job of new Set(answer.statements.flatMap((statement) => jobsIn(statement))))
      if (processed.has(job)) proceedings.held('inventory/job', title);
      else
        proceedings.found({
          rule: 'inventory/job-without-processor',
          operation: title,
          place,
          message: `${title} enqueues "${job}", which nobody processes.`,
          mend: `Write a class with @JobProcessor for "${job}", and list it in the providers of its module.`,
          evidence: evidenceOf(inquiry, answer),
        });
  };
}

/** The names of the jobs that a statement writes; deliveries of events are the relay's. */
function jobsIn({ text, values }: SentStatement): string[] {
  const [, columns, row] = insertOfJobs.exec(text) ?? [];
  if (columns === undefined || row === undefined) return [];
  const names = columns.split(',').map((name) => name.trim());
  const width = row.split(/\?|\$\d+/).length - 1;
  const [queue, kind] = [names.indexOf('queue'), names.indexOf('kind')];
  return Array.from({ length: values.length / width }, (_, at) => at * width).flatMap((at) =>
    values[at + kind] === 'job' ? [String(values[at + queue])] : [],
  );
}
