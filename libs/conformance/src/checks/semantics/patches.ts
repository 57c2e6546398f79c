import { fieldsOf, type FieldSpec } from '@keelson/kernel';
import { same } from './ledger.js';
import type { Trial, Trials } from './trial.js';
import { otherValue, type View } from './variation.js';

/** A merge patch (RFC 7396) changes what it names and nothing else; null empties; a list is replaced as a whole. */
export async function judgePatches(all: Trials): Promise<void> {
  const updates = all.writes.filter(({ meta, input }) => meta?.verb === 'update' && input);
  await all.each(updates, async (trials, operation) => {
    const trial = await trials.prepare(operation);
    if (!trial?.id) return;
    const view = await trials.view(trial.person, trial.resource, trial.id);
    if (!view) return;
    const whole = (await trials.asking.judged.world.bodyFor(operation, trial.person, trial.id)) ?? {};
    let before = await patch(trials, trial, view, {}, null);
    for (const field of fieldsOf(operation.input as never)) {
      if (!(field.name in before)) continue;
      for (const value of patchesOf(field, before[field.name], whole[field.name]))
        before = await patch(trials, trial, before, { [field.name]: value }, field);
    }
  });
}

function patchesOf(field: FieldSpec, present: unknown, made: unknown): unknown[] {
  const other = field.element ? made : otherValue(field, present);
  const fewer = field.element && !field.schema.minItems ? [[]] : [];
  return [
    ...(other === undefined ? [] : [other]),
    ...nothingOf(field),
    ...fewer,
    ...(field.required ? [] : [null]),
  ];
}

/** What counts as nothing in JavaScript and is a value all the same: `changes.percent || row.percent` loses it. */
function nothingOf({ kind, schema, length }: FieldSpec): unknown[] {
  if (kind === 'integer' || kind === 'amount') return (schema.minimum ?? 0) <= 0 ? [0] : [];
  if (kind === 'flag') return [false];
  const isFree = kind === 'text' && !schema.enum && !schema.format && !schema.pattern;
  return isFree && length !== undefined && !schema.minLength ? [''] : [];
}

async function patch(
  trials: Trials,
  trial: Trial,
  before: View,
  body: Readonly<Record<string, unknown>>,
  field: FieldSpec | null,
): Promise<View> {
  const { operation } = trial;
  const inquiry = { ...trial.inquiry, body };
  const answer = await trials.asking.send(inquiry);
  // The business may refuse a value; what it takes must be as asked.
  if (answer.status !== 200) return before;
  const after = answer.json as View;
  const tell = (rule: string, message: string, mend: string) =>
    trials.found(trial, rule, `${operation.title} ${message}`, mend, inquiry, answer);
  const asked = field ? body[field.name] : undefined;
  if (field && !fits(asked, after[field.name]))
    tell(
      asked === null ? 'merge-patch-null' : 'merge-patch-lost',
      `accepts ${JSON.stringify(body).slice(0, 200)}, but afterwards "${field.name}" is ${JSON.stringify(after[field.name]).slice(0, 200)}.`,
      'Assign every field of the @Input() to the row, including null values: Object.assign(row, changes).',
    );
  else trials.held(trial, 'merge-patch-lost');
  const inputs = new Set(fieldsOf(operation.input as never).map(({ name }) => name));
  const lost = [...inputs].find(
    (name) => name in before && name !== field?.name && !same(before[name], after[name]),
  );
  if (lost)
    tell(
      'merge-patch-spills',
      `changes "${lost}", which is not in the patch.`,
      "Read the body with @Input(), which merges it with the row's current values.",
    );
  else trials.held(trial, 'merge-patch-spills');
  return after;
}

/** Elements of a list may come back with more inside than went in. */
function fits(asked: unknown, shown: unknown): boolean {
  if (Array.isArray(asked) && Array.isArray(shown))
    return (
      asked.length === shown.length &&
      asked.every((one, index) =>
        Object.entries(one as object).every(([name, value]) => same((shown[index] as View)[name], value)),
      )
    );
  return same(asked, shown);
}
