import { naturalKeysOf } from '../../world/natural-keys.js';
import { judgeEntry, judgeOthers } from './audit.js';
import { judgeEvent } from './events.js';
import { same } from './ledger.js';
import { judgeNothingLeft } from './refusals.js';
import { requestIdOf, subjectOf, type Trial, type Trials } from './trial.js';
import type { Written } from './written.js';

/** Each write leaves an audit entry with who, what, before and after, and its declared event; and says where the row now stands. */
export async function judgeRecords(all: Trials): Promise<void> {
  await all.each(all.writes, async (trials, operation) => {
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
  const known = trial.id ?? (await namedBy(trials, trial));
  const [rowBefore, before] = known
    ? [await trials.ledger.row(resource, known), await trials.view(person, resource, known)]
    : [null, null];
  const answer = await trials.asking.send(inquiry);
  if (answer.status >= 400) return judgeNothingLeft(trials, trial, inquiry, answer, 'refused', rowBefore);
  const id = known ?? subjectOf(trial, answer);
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
        `${operation.title} changes a row without increasing its version.`,
        'Write through the store, which increases the version: ETag and If-Match depend on it.',
        inquiry,
        answer,
      );
    else trials.held(trial, 'version-unchanged');
  }
  judgeOthers(trials, written);
  judgeState(trials, written);
}

/** The row whose unique values stand in the body: the operation is about that one. */
async function namedBy({ asking, ledger }: Trials, trial: Trial): Promise<string | null> {
  const { operation, resource, person, inquiry } = trial;
  const { names } = naturalKeysOf(asking.judged.registry, operation);
  if (names.length === 0) return null;
  const columns = ledger.columnsOf(resource.entity);
  const body = (inquiry.body ?? {}) as Readonly<Record<string, unknown>>;
  const [row] = await asking.judged.subject.sql(
    `SELECT id FROM ${ledger.tableOf(resource.entity)} WHERE organization_id = ?${names.map((name) => ` AND ${columns.get(name)} = ?`).join('')}`,
    [person.organizationId, ...names.map((name) => body[name] ?? null)],
  );
  return row ? String(row['id']) : null;
}

/** An action leaves the row in the state that it declares, and in the same one when it declares none. */
function judgeState(trials: Trials, { trial, answer, before, after }: Written): void {
  const { operation, inquiry } = trial;
  const { state } = trial.resource;
  if (
    !state ||
    !operation.meta ||
    !['action', 'remove'].includes(operation.meta.verb) ||
    !before ||
    !after ||
    !(state.name in after)
  )
    return;
  const declared = operation.meta.to;
  const expected: readonly unknown[] = declared ?? [before[state.name]];
  if (expected.includes(after[state.name])) return trials.held(trial, 'state-undeclared');
  trials.found(
    trial,
    'state-undeclared',
    `${operation.title} leaves the row in the state ${JSON.stringify(after[state.name])} but declares ${declared?.join(' or ') ?? 'no state change'}.`,
    'Declare `from` and `to` on the @Action, and let Keelson set the state.',
    inquiry,
    answer,
  );
}
