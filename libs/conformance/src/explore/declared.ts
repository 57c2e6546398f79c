import { fieldsOf, type ConcreteType, type Row } from '@keelson/kernel';
import {
  compileInvariant,
  entitiesOf,
  invariantsIn,
  inWords,
  type DeclaredInvariant,
  type StoredInvariant,
  type Touches,
} from '@keelson/platform';
import type { Place } from '../finding.js';
import type { Judged } from '../judged.js';
import {
  changesIn,
  rowText,
  type Exchange,
  type ExploredWorld,
  type Invariant,
  type Violation,
} from './invariant.js';
import { beforeAndAfter } from './invariants/refusals.js';
import { changesBetween, type RowChange, type Snapshot } from './snapshot.js';

type Values = Readonly<Record<string, unknown>>;
/** What one kind of invariant finds in the rows: which, and how they should be. */
type Broken = { readonly rows: readonly string[] };

/** Their rules, without the name of the check. */
const names: Readonly<Record<DeclaredInvariant['kind'], string>> = {
  atMost: 'at-most',
  counts: 'counts',
  sums: 'sums',
  follows: 'follows',
  noOverlap: 'no-overlap',
  atMostOne: 'at-most-one',
  notBy: 'not-by',
  frozen: 'frozen',
  conserved: 'conserved',
  holds: 'holds',
  touches: 'touches',
  excused: 'excused',
};

const fix =
  'Before you count, compare or change rows, lock the row that all such requests share (usually the parent row) with @Found() or store.lock(). Or use a unique index. If the invariant is wrong, change its declaration.';

/** The declared invariants of the application, each checked when rows that it speaks of have changed. */
export function declaredInvariants(judged: Judged): readonly Invariant[] {
  return invariantsIn(judged.registry).flatMap(({ owner, value }): Invariant[] =>
    value.kind === 'touches' || value.kind === 'excused'
      ? []
      : [declared(judged, value, placeOf(judged, value, judged.placeOf(owner)))],
  );
}

/** Whether a change of a hidden row is declared: `touches`, or a field that an invariant keeps up to date. */
export function declaredEffects(
  judged: Judged,
): (change: RowChange, exchanges: readonly Exchange[]) => boolean {
  const all = invariantsIn(judged.registry).map(({ value }) => value);
  return ({ entity, after, fields }, exchanges) => {
    const operations = new Set(exchanges.map(({ operation }) => operation.meta?.name));
    const touching = all.filter(
      (one) => one.kind === 'touches' && one.entity === entity && operations.has(one.operation),
    ) as readonly Touches[];
    if (touching.some((one) => one.fields === null)) return true;
    const known = new Set([
      ...touching.flatMap((one) => one.fields ?? []),
      ...all.flatMap((one) => keptUpToDate(one, entity)),
    ]);
    return after !== null && known.size > 0 && fields.every((name) => known.has(name) || stamps.has(name));
  };
}

/** Written by the store at each write. */
const stamps: ReadonlySet<string> = new Set(['version', 'updatedAt', 'updatedById']);

function keptUpToDate(one: DeclaredInvariant, entity: ConcreteType): readonly string[] {
  if ((one.kind === 'counts' || one.kind === 'sums') && one.parent === entity) return [one.field];
  return one.kind === 'follows' && one.child === entity ? [one.copy] : [];
}

function declared(judged: Judged, value: DeclaredInvariant, place: Place): Invariant {
  const find = finder(judged, value);
  const entities = entitiesOf(value);
  return {
    name: names[value.kind],
    place,
    check: async (world) => {
      const { last } = world;
      if (!hasChanged(last, entities)) return [];
      // What a job keeps up to date is behind until the job has run.
      if (last.hasWorkLeft) return [];
      const { rows } = await find(world);
      return rows.length === 0 ? [] : [violationOf(value, world, rows)];
    },
  };
}

function violationOf(value: DeclaredInvariant, { last }: ExploredWorld, rows: readonly string[]): Violation {
  const exchange = last.exchanges.find(({ answer }) => answer.status < 300);
  const what = exchange?.operation.title ?? 'running the jobs';
  const isCrowd = last.exchanges.length > 1;
  return {
    operation: exchange?.operation ?? null,
    message: `After ${isCrowd ? `${last.exchanges.length} concurrent requests, including ` : ''}${what}, this invariant is violated: ${inWords(value)}.`,
    fix,
    rows,
  };
}

function hasChanged(last: ExploredWorld['last'], entities: readonly ConcreteType[]): boolean {
  return changesIn(last).some(({ entity }) => entities.includes(entity));
}

function finder(judged: Judged, value: DeclaredInvariant): (world: ExploredWorld) => Promise<Broken> {
  switch (value.kind) {
    case 'frozen':
      return ({ last }) => Promise.resolve({ rows: thawed(value, last) });
    case 'conserved':
      return ({ last }) => Promise.resolve({ rows: unbalanced(value, last) });
    case 'holds':
      return ({ last }) => Promise.resolve({ rows: untrue(value, last.after) });
    case 'touches':
    case 'excused':
      return () => Promise.resolve({ rows: [] });
    default:
      return stored(judged, value);
  }
}

function stored({ subject }: Judged, value: StoredInvariant): (world: ExploredWorld) => Promise<Broken> {
  const statement = compileInvariant(value, subject.engine);
  const shown = entitiesOf(value);
  return async ({ organizationId, last }) => {
    const found = await subject.sql(statement.sql, statement.values(organizationId));
    return { rows: found.slice(0, 3).flatMap((one) => storedText(value, one, last.after, shown)) };
  };
}

function storedText(
  value: StoredInvariant,
  { id, actual, expected }: Values,
  rows: Snapshot,
  entities: readonly ConcreteType[],
): string[] {
  const all = entities.flatMap((entity) => [...(rows.get(entity)?.values() ?? [])]);
  const row = all.find((one) => one.id === String(id));
  const other = 'entity' in value ? all.find((one) => one.id === String(actual)) : undefined;
  const text = row ? rowText(row) : `the row ${String(id)}`;
  if (other) return [`is:        both ${text} and ${rowText(other)}`, 'should be: only one of these rows'];
  if (value.kind === 'notBy') return [`is:        ${text}`, `should be: a different user in ${value.field}`];
  return [
    `is:        ${textOf(actual)} in ${text}`,
    `should be: ${value.kind === 'atMost' ? 'at most ' : ''}${textOf(expected)}`,
  ];
}

function textOf(value: unknown): string {
  return value instanceof Date ? value.toISOString() : (JSON.stringify(value) ?? 'nothing');
}

function thawed(
  { entity, fields, states }: Extract<DeclaredInvariant, { readonly kind: 'frozen' }>,
  { before, after }: ExploredWorld['last'],
): string[] {
  return changesBetween(before, after).flatMap((change) => {
    const isFrozen = [change.before, change.after].every((row) => row && states.includes(stateOf(row)));
    const changed = change.fields.filter((name) => fields.includes(name));
    return change.entity === entity && isFrozen && changed.length > 0
      ? beforeAndAfter({ ...change, fields: changed })
      : [];
  });
}

function stateOf(row: Row): string {
  const state = fieldsOf(row.constructor as ConcreteType).find(({ kind }) => kind === 'state');
  return String((row as unknown as Values)[state?.name ?? '']);
}

function unbalanced(
  { entity, field, except }: Extract<DeclaredInvariant, { readonly kind: 'conserved' }>,
  { before, after, exchanges }: ExploredWorld['last'],
): string[] {
  const isMeant = exchanges.some(
    ({ operation, answer }) => answer.status < 300 && except.includes(operation.meta?.name ?? ''),
  );
  const [was, is] = [before, after].map((rows) =>
    [...(rows.get(entity)?.values() ?? [])].reduce(
      (sum, row) => sum + Number((row as unknown as Values)[field]),
      0,
    ),
  );
  return isMeant || was === is
    ? []
    : [`is:        ${is} in total over all ${entity.name} rows`, `should be: ${was}`];
}

function untrue(
  { entity, words, test }: Extract<DeclaredInvariant, { readonly kind: 'holds' }>,
  rows: Snapshot,
): string[] {
  return [...(rows.get(entity)?.values() ?? [])]
    .filter((row) => !test(row as never))
    .slice(0, 3)
    .flatMap((row) => [`is:        ${rowText(row)}`, `should be: ${words}`]);
}

/** The line of the declaration, as far as its text finds it; else that of the module. */
function placeOf({ sources }: Judged, value: DeclaredInvariant, module: Place): Place {
  const [first] = entitiesOf(value);
  const text = value.kind === 'holds' ? value.words : `${value.kind}(${first?.name}`;
  const found = sources.findText(text);
  return found && sameFolder(found.file, module.file) ? { module: module.module, ...found } : module;
}

function sameFolder(one: string, other: string | undefined): boolean {
  const folderOf = (file: string) => file.slice(0, file.lastIndexOf('/'));
  return other !== undefined && folderOf(one) === folderOf(other);
}
