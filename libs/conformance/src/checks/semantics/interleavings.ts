import type { Operation } from '../../judged.js';
import type { Trial, Trials } from './trial.js';

/** Requests that are sent at once. */
const racers = 6;

/**
 * Writes of one row at the same time all count. Judged where a repetition changes the row again: then its version must
 * have risen once for each that was accepted.
 */
export async function judgeInterleavings(all: Trials): Promise<void> {
  await all.each(all.writes, async (trials, operation) => {
    const trial = await trials.prepare(operation);
    if (!trial?.id) return;
    const start = await versionOf(trials, trial);
    const statuses: number[] = [];
    for (let time = 0; time < 2; time += 1) statuses.push((await trials.asking.send(trial.inquiry)).status);
    const once = await versionOf(trials, trial);
    const step = (once - start) / 2;
    if (step < 1 || !Number.isInteger(step) || statuses.some((status) => status >= 300)) return;
    const answers = await Promise.all(
      Array.from({ length: racers }, () => trials.asking.send(trial.inquiry)),
    );
    const accepted = answers.filter(({ status }) => status < 300);
    const risen = (await versionOf(trials, trial)) - once;
    const [shown] = answers;
    if (shown && risen < accepted.length * step && !(await isSoInTurn(trials, operation, step)))
      trials.found(
        trial,
        'lost-update',
        `${accepted.length} concurrent requests to ${operation.title} succeed, but the row's version increases by only ${risen}: ${accepted.length - risen / step} of the writes are lost.`,
        'Lock the row with @Found() or lock() before you use its values, and save it through the store.',
        trial.inquiry,
        shown,
      );
    else trials.held(trial, 'lost-update');
  });
}

/** Whether the same requests, one after the other, raise the version as little: the last ones then write what is there already. */
async function isSoInTurn(trials: Trials, operation: Operation, step: number): Promise<boolean> {
  const trial = await trials.prepare(operation);
  if (!trial?.id) return false;
  const start = await versionOf(trials, trial);
  let accepted = 0;
  for (let time = 0; time < 2 + racers; time += 1)
    accepted += Number((await trials.asking.send(trial.inquiry)).status < 300);
  return (await versionOf(trials, trial)) - start < accepted * step;
}

async function versionOf(trials: Trials, { resource, id }: Trial): Promise<number> {
  const row = await trials.ledger.row(resource, id ?? '');
  return Number(row?.['version'] ?? 0);
}
