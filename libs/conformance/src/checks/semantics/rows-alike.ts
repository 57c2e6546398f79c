import { fieldsOf } from '@keelson/kernel';
import { StoredRows } from '../../world/stored-rows.js';
import { concurrently } from '../concurrently.js';
import { jobsIn } from '../enqueued-jobs.js';
import type { Trial, Trials } from './trial.js';

/**
 * Writes that enqueue a job with a key are done to two rows that have all in common but what is unique, one right after
 * the other: what comes of the second job is judged with every exchange ({@link swallowedJudge}).
 */
export async function judgeRowsAlike(trials: Trials): Promise<void> {
  const { asking } = trials;
  const rows = new StoredRows(asking.judged.subject);
  await concurrently(trials.writes, async (operation) => {
    const trial = await trials.prepare(operation);
    const answer = trial && (await asking.send(trial.inquiry));
    const isKeyed = answer?.statements.some((statement) => jobsIn(statement).some(({ key }) => key !== null));
    if (!isKeyed) return;
    const [first, second] = [await trials.prepare(operation), await trials.prepare(operation)];
    if (!first || !second) return;
    if (first.id !== null && second.id !== null) await rows.liken(first.resource, second.id, first.id);
    await asking.send(first.inquiry);
    await asking.send({ ...second.inquiry, ...bodyAlike(first, second) });
  });
}

/** The body of the first, with what is unique of the second. */
function bodyAlike({ operation, resource, inquiry }: Trial, second: Trial): { readonly body?: object } {
  const [own, others] = [inquiry.body, second.inquiry.body];
  if (typeof own !== 'object' || typeof others !== 'object') return {};
  const fields = [...resource.fields, ...(operation.input ? fieldsOf(operation.input) : [])];
  const unique = fields.flatMap((field) => (field.unique ? [field.name] : []));
  const kept = Object.entries(others as object).filter(([name]) => unique.includes(name));
  return { body: { ...own, ...Object.fromEntries(kept) } };
}
