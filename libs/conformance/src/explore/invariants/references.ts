import { fieldsOf, type AbstractType, type ConcreteType, type FieldSpec, type Row } from '@keelson/kernel';
import type { Place } from '../../finding.js';
import { changesIn, rowText, type ExploredWorld, type Invariant, type Violation } from '../invariant.js';
import type { Snapshot } from '../snapshot.js';

/** A reference points to a row of its organization that is there, after it was written and after rows are deleted. */
export function referencesHold(place: Place): Invariant {
  return {
    name: 'dangling-reference',
    place,
    check: async ({ last }) => {
      const changes = changesIn(last);
      if (changes.length === 0) return [];
      const hasDeleted = changes.some(({ after }) => after === null);
      const rows = hasDeleted
        ? [...last.after.values()].flatMap((all) => [...all.values()])
        : changes.flatMap(({ after }) => after ?? []);
      return rows.flatMap((row) => danglingIn(row, last));
    },
  };
}

function danglingIn(row: Row, last: ExploredWorld['last']): Violation[] {
  const entity = row.constructor as ConcreteType;
  const was = last.before.get(entity)?.get(row.id);
  return referencesIn(entity, row).flatMap(({ field, id }) => {
    const target = field.target?.() as ConcreteType;
    const isThere = (rows: Snapshot) => rows.get(target)?.has(id) ?? true;
    // What was so before the step is not of its making: it was told then, or nobody's request has done it.
    const wasSo = was && !isThere(last.before) && referencesIn(entity, was).some((one) => one.id === id);
    if (isThere(last.after) || wasSo) return [];
    const isDeleted = isThere(last.before);
    const operation = last.exchanges.find(({ answer }) => answer.status < 300)?.operation ?? null;
    return [
      {
        operation,
        message: isDeleted
          ? `${operation?.title ?? 'A job'} deletes a ${target.name} that a ${entity.name} still refers to (${field.name}).`
          : `${operation?.title ?? 'A job'} stores a ${field.name} in a ${entity.name} that is not the id of any ${target.name} in its organization.`,
        fix: isDeleted
          ? `Keep rows that other rows refer to, with remove: { to: '…', emits: … }. Or refuse to delete them, or delete the rows that refer to them in the same transaction.`
          : `Declare the input field with @Ref(() => ${target.name}), which checks the id, or find the row through its store before you store its id.`,
        rows: [
          `is:        ${rowText(row, [field.name])}`,
          `should be: the ${field.name} of an existing ${target.name}`,
        ],
      },
    ];
  });
}

function referencesIn(type: AbstractType, row: object): { readonly field: FieldSpec; readonly id: string }[] {
  const values = row as Readonly<Record<string, unknown>>;
  return fieldsOf(type).flatMap((field) => {
    const value = values[field.name];
    if (field.target && !field.stamp) return typeof value === 'string' ? [{ field, id: value }] : [];
    if (!field.element || !Array.isArray(value)) return [];
    return value.flatMap((one) => referencesIn(field.element?.() as AbstractType, one as object));
  });
}
