import { concurrently } from '../concurrently.js';
import { judgeEntry, judgeOthers } from './audit.js';
import { judgeEvent } from './events.js';
import { same } from './ledger.js';
import { judgeNothingLeft } from './refusals.js';
import { requestIdOf, subjectOf, type Trial, type Trials } from './trial.js';
import type { Written } from './written.js';

/** Each write leaves an audit entry with who, what, before and after, and its declared event; and says where the row now stands. */
export async function judgeRecords(trials: Trials): Promise<void> {
  await concurrently(trials.writes, async (operation) => {
    const trial = await trials.prepare(operation);
    if (!trial) return;
    await judgeWrite(trials, trial);
    // What the business takes once it may refuse the second time.
    const before = trial.id ? await trials.ledger.row(trial.resource, trial.id) : null;
    const again = await trials.asking.send(trial.inquiry);
    if (again.status >= 400) await judgeNothingLeft(trials, trial, trial.inquiry, again, 'refused', before);
  });
}

async function judgeWrite(trials: Trials, trial: Trial): Promise<void> {
  const { operation, resource, person, inquiry } = trial;
  const [rowBefore, before] = trial.id
    ? [await trials.ledger.row(resource, trial.id), await trials.view(person, resource, trial.id)]
    : [null, null];
  const answer = await trials.asking.send(inquiry);
  if (answer.status >= 400) return judgeNothingLeft(trials, trial, inquiry, answer, 'refused', rowBefore);
  const id = subjectOf(trial, answer);
  const rowAfter = id === null ? null : await trials.ledger.row(resource, id);
  const written: Written = {
    trial,
    answer,
    id,
    kind: rowBefore === null ? 'created' : rowAfter === null ? 'deleted' : 'updated',
    before,
    after: rowAfter && id !== null ? await trials.view(person, resource, id) : null,
    entries: await trials.ledger.entries(requestIdOf(answer)),
    events: await trials.ledger.events(requestIdOf(answer)),
  };
  if (!same(rowBefore, rowAfter)) {
    judgeEntry(trials, written);
    judgeEvent(trials, written);
    if (rowBefore && rowAfter && same(rowBefore['version'], rowAfter['version']))
      trials.found(
        trial,
        'version-unchanged',
        `${operation.title} changes a row whose version stays the same.`,
        'Write by the store, which raises the version: ETag and If-Match depend on it.',
        inquiry,
        answer,
      );
    else trials.held(trial, 'version-unchanged');
  }
  judgeOthers(trials, written);
  judgeState(trials, written);
}

/** An action leaves the row in the state that it declares, and in the same one when it declares none. */
function judgeState(trials: Trials, { trial, answer, before, after }: Written): void {
  const { operation, inquiry } = trial;
  const { state } = trial.resource;
  if (!state || operation.meta?.verb !== 'action' || !before || !after || !(state.name in after)) return;
  const declared = operation.meta.to;
  const expected: readonly unknown[] = declared ?? [before[state.name]];
  if (expected.includes(after[state.name])) return trials.held(trial, 'state-undeclared');
  trials.found(
    trial,
    'state-undeclared',
    `${operation.title} leaves the row ${JSON.stringify(after[state.name])}; it declares ${declared?.join(' or ') ?? 'no other state'}.`,
    'Declare from and to on the @Action, and let the kernel move the state.',
    inquiry,
    answer,
  );
}
