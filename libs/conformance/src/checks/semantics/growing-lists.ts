import { largestPage, type FieldSpec } from '@keelson/kernel';
import type { Trial, Trials } from './trial.js';
import type { View } from './variation.js';

/**
 * What adds to a list inside a row stops at the bound that the list declares: it is done again to the same row, until it is
 * refused. Inputs are bounded by themselves; what code adds is not.
 */
export async function judgeGrowingLists(all: Trials): Promise<void> {
  const adding = all.writes.filter(
    ({ meta, method }) => method === 'POST' && (meta?.verb === 'action' || meta?.verb === 'free'),
  );
  await all.each(adding, async (trials, operation) => {
    const trial = await trials.prepare(operation);
    if (!trial?.id) return;
    const before = await trials.view(trial.person, trial.resource, trial.id);
    if ((await trials.asking.send(trial.inquiry)).status >= 300) return;
    const after = await trials.view(trial.person, trial.resource, trial.id);
    const list = trial.resource.viewFields.find(
      (field) => field.element && lengthOf(field, after) > lengthOf(field, before),
    );
    if (list) await judgeList(trials, trial, list, lengthOf(list, after));
  });
}

async function judgeList(trials: Trials, trial: Trial, list: FieldSpec, start: number): Promise<void> {
  const most = list.schema.maxItems ?? Infinity;
  if (most > largestPage) return;
  for (let length = start; length <= most;) {
    const answer = await trials.asking.send(trial.inquiry);
    const next = lengthOf(list, await trials.view(trial.person, trial.resource, trial.id ?? ''));
    if (answer.status >= 300 || next <= length) break;
    length = next;
    if (length > most)
      return trials.found(
        trial,
        'list-outgrown',
        `${trial.operation.title} adds to "${list.name}" beyond its maximum of ${most}.`,
        'Reject the request with a declared error when the list is full, or move the values to a separate table.',
        trial.inquiry,
        answer,
      );
  }
  trials.held(trial, 'list-outgrown');
}

function lengthOf({ name }: FieldSpec, view: View | null): number {
  const value = view?.[name];
  return Array.isArray(value) ? value.length : 0;
}
