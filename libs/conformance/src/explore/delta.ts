import { fieldsOf, type ConcreteType, type Row } from '@keelson/kernel';
import { changesIn, type StepOutcome } from './invariant.js';
import type { RowChange, Snapshot } from './snapshot.js';

/** Kinds of fields whose values are the same whenever the same steps are done; ids, texts and moments are not. */
const repeatable: ReadonlySet<string> = new Set(['state', 'integer', 'amount', 'flag']);

/**
 * What a step has changed, as far as it is the same each time that it is done: a line for each row, sorted.
 * @param isWithVersions whether it matters how often a row was written
 */
export function deltaOf(outcome: StepOutcome, until: Snapshot, isWithVersions = true): readonly string[] {
  return changesIn(outcome, until)
    .map((change) => lineOf(change, isWithVersions))
    .toSorted();
}

function lineOf({ entity, before, after }: RowChange, isWithVersion: boolean): string {
  return `${entity.name}: ${textOf(entity, before, isWithVersion)} → ${textOf(entity, after, isWithVersion)}`;
}

function textOf(entity: ConcreteType, row: Row | null, isWithVersion: boolean): string {
  if (!row) return 'no row';
  const values = row as unknown as Readonly<Record<string, unknown>>;
  const shown = fieldsOf(entity).filter(
    ({ name, kind }) => repeatable.has(kind) && (isWithVersion || name !== 'version'),
  );
  return `{ ${shown.map(({ name }) => `${name}: ${JSON.stringify(values[name])}`).join(', ')} }`;
}
