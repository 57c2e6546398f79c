import { FeatureRegistry, type ConcreteType, type FieldSpec } from '@keelson/kernel';
import type { Judged } from '../../judged.js';
import type { SentStatement, Subject } from '../../subject.js';
import { columnOf } from '../../world/columns.js';
import { storeOwned } from '../../world/stored-rows.js';
import type { JobRun } from '../job-run.js';
import { isAddedAgain } from './added-again.js';
import { recordedTables, targetsOf } from './unrecorded-writes.js';

type Stored = Readonly<Record<string, unknown>>;

/** A field with the name of its column. */
interface Column extends FieldSpec {
  readonly column: string;
}

/**
 * Does work with effects outside once more, which may happen to it at any time, and looks what becomes of the rows that it
 * has written before. Work on rows that it had not come to is a continuation, and no repetition.
 * @returns what it does again; null when the rows are as they were, undefined when it has written none
 */
export async function repeatedBy(
  { registry, subject }: Judged,
  { by, statements, again }: JobRun,
): Promise<string | null | undefined> {
  if (by.processing.effects !== 'outside') return undefined;
  const tables = recordedTables({ registry, subject });
  const written = new Set(statements.flatMap(({ text }) => targetsOf(text)).filter((one) => tables.has(one)));
  if (written.size === 0) return undefined;
  const values = valuesWritten(statements);
  const before = new Map<string, ReadonlyMap<string, Stored>>();
  for (const table of written) before.set(table, await rowsOf(subject, table));
  const { error } = await again();
  for (const [table, rows] of before) {
    const columns = columnsOf(subject, tables.get(table) as ConcreteType);
    const mine = new Map([...rows].filter(([id]) => values.has(id)));
    for (const [id, row] of await rowsOf(subject, table)) {
      if (!rows.has(id) && [...mine.values()].some((one) => isCopy(columns, one, row)))
        return `writes another row to "${table}"`;
      const former = mine.get(id);
      const added = columns.find(
        ({ kind, column }) => former && isAddedAgain(kind, former[column], row[column], error !== null),
      );
      if (added) return `changes "${added.name}" in "${table}" again`;
    }
  }
  return null;
}

function valuesWritten(statements: readonly SentStatement[]): ReadonlySet<unknown> {
  return new Set(statements.flatMap(({ text, values }) => (targetsOf(text).length > 0 ? values : [])));
}

async function rowsOf(subject: Pick<Subject, 'sql'>, table: string): Promise<ReadonlyMap<string, Stored>> {
  const rows = await subject.sql(`SELECT * FROM ${table}`);
  return new Map(rows.map((row) => [String(row['id']), row]));
}

function columnsOf({ application }: Pick<Subject, 'application'>, entity: ConcreteType): Column[] {
  return application
    .get(FeatureRegistry, { strict: false })
    .fieldsOf(entity)
    .filter(({ name }) => !storeOwned.has(name))
    .map((field) => ({ ...field, column: columnOf(application, entity, field.name).column }));
}

/** Whether a row is about the same as another; of what is added up, each row may have its own sum. */
function isCopy(columns: readonly Column[], one: Stored, other: Stored): boolean {
  return columns
    .filter(({ kind, unique }) => ['id', 'reference', 'text'].includes(kind) && !unique)
    .every(({ column }) => one[column] === other[column]);
}
