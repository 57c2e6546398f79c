import { fieldsOf, type FieldSpec } from '@keelson/kernel';
import { referencesOf } from '../../world/field-values.js';
import { undeclared, withValue } from '../access/foreign-references.js';
import { columnName, foreignValue } from '../contract/mass-assignment.js';
import { isStreamed, resourceOfLines } from '../streamed.js';
import { judgeAccounts } from './import-accounts.js';
import { sendLines, type Import } from './import-outcome.js';
import type { Trials } from './trial.js';

/** Lines that are right, in one file. */
const rowsImported = 3;
const mend =
  "Set import: true on the resource, so that each line is read like the body of a create request. Put rules for new rows in the input class or in create() itself, because an import does not run the route's guards, pipes and interceptors.";

/** Each line of an import is held to what a body of its own would be held to, and becomes a row that is recorded. */
export async function judgeImports(trials: Trials): Promise<void> {
  const { judged } = trials.asking;
  for (const operation of judged.operations) {
    const resource = isStreamed(operation) ? resourceOfLines(judged.registry, operation) : undefined;
    if (!resource?.create || resource.tenancy !== 'organization') continue;
    const one: Import = { operation, resource, input: resource.create };
    await judgeGood(trials, one);
    await judgeMembers(trials, one);
    await judgeReferences(trials, one);
    await judgeAccounts(trials, one);
  }
}

async function judgeGood(trials: Trials, one: Import): Promise<void> {
  const { world, subject } = trials.asking.judged;
  const lines: object[] = [];
  for (let count = 0; count < rowsImported; count += 1)
    lines.push(await world.valuesFor(one.input, world.owner, one.resource));
  const { inquiry, answer, rows } = await sendLines(trials, one, lines);
  if (rows.length < lines.length)
    return trials.found(
      one,
      'import-incomplete',
      `${one.operation.title} creates ${rows.length} rows from ${lines.length} valid lines.`,
      mend,
      inquiry,
      answer,
    );
  const ids = rows.map((row) => String(row['id']));
  const places = ids.map(() => '?').join(', ');
  const entries = await subject.sql(
    `SELECT subject_id FROM audit_entries WHERE kind = 'created' AND actor_id = ? AND subject_id IN (${places})`,
    [world.owner.userId, ...ids],
  );
  const events = await subject.sql(
    `SELECT aggregate_id FROM outbox_events WHERE aggregate_id IN (${places})`,
    ids,
  );
  const recorded = (records: readonly Record<string, unknown>[], column: string) =>
    ids.every((id) => records.some((record) => record[column] === id));
  if (!recorded(entries, 'subject_id') || !recorded(events, 'aggregate_id'))
    trials.found(
      one,
      'import-unrecorded',
      `${one.operation.title} creates rows without an audit entry for the caller, or without an event.`,
      "Insert through the entity's store, as the caller: the store records every row.",
      inquiry,
      answer,
    );
  else trials.held(one, 'import-unrecorded');
}

/** No column that a new row does not take. */
async function judgeMembers(trials: Trials, one: Import): Promise<void> {
  const { world } = trials.asking.judged;
  const taken = new Set(fieldsOf(one.input).map(({ name }) => name));
  const lines: object[] = [];
  const members: string[] = [];
  for (const field of one.resource.fields)
    for (const name of new Set([field.name, columnName(field.name)]))
      if (!taken.has(name)) {
        const line = await world.valuesFor(one.input, world.owner, one.resource);
        lines.push({ ...line, [name]: foreignValue(trials.asking, one.operation, field) });
        members.push(name);
      }
  const { inquiry, answer, rows, file } = await sendLines(trials, one, lines);
  if (rows.length > 0)
    return trials.found(
      one,
      'import-mass-assignment',
      `${one.operation.title} accepts ${rows.length} of ${lines.length} lines with a field that a create request does not accept (${members.join(', ')}).`,
      mend,
      inquiry,
      answer,
    );
  const told = new Map(file.map(({ line, errors }) => [line, JSON.stringify(errors)]));
  const untold = members.find((name, index) => !told.get(index + 1)?.includes(`"/${name}"`));
  if (untold !== undefined)
    trials.found(
      one,
      'import-line-untold',
      `${one.operation.title} rejects a line with "${untold}", but its report does not contain the line number and the field.`,
      mend,
      inquiry,
      answer,
      JSON.stringify(file.slice(0, 20)),
    );
  else trials.held(one, 'import-mass-assignment');
}

/** No id of another organization's row, in a reference or in what is named like one. */
async function judgeReferences(trials: Trials, one: Import): Promise<void> {
  const { judged } = trials.asking;
  const { world, registry } = judged;
  const named: { readonly field: FieldSpec; readonly pointer: string }[] = undeclared(judged, one.input).map(
    (field) => ({ field, pointer: `/${field.name}` }),
  );
  for (const { field, pointer } of [...referencesOf(one.input), ...named]) {
    const target = registry.resources.find(
      ({ entity, name }) =>
        entity === field.target?.() ||
        (!field.target && `${name.replaceAll('-', '')}id` === field.name.toLowerCase()),
    );
    const foreign = target && (await world.rowOf(world.stranger, target));
    if (!foreign) continue;
    const line = await world.valuesFor(one.input, world.owner, one.resource);
    const { inquiry, answer, rows } = await sendLines(trials, one, [withValue(line, pointer, foreign)]);
    if (rows.some((row) => JSON.stringify(row).includes(foreign)))
      trials.found(
        one,
        'import-foreign-reference',
        `${one.operation.title} creates a row with the id of another organization's row in ${pointer}.`,
        `Declare the field with @Ref. ${mend}`,
        inquiry,
        answer,
      );
    else trials.held(one, 'import-foreign-reference');
  }
}
