import type { Condition, ConcreteType, Row } from '@keelson/kernel';

type Entity = ConcreteType<Row>;
type AnyCondition = Condition<Record<string, never>>;

/** Only rows that have these values count. */
interface Narrowed {
  readonly where?: AnyCondition;
}

/** Rows that refer to others: `reference` is the field of `child` that holds the id of a `parent`. */
interface Related extends Narrowed {
  readonly child: Entity;
  readonly reference: string;
  readonly parent: Entity;
}

/** At most so many children for each parent: a number, or a field of the parent. */
export interface AtMost extends Related {
  readonly kind: 'atMost';
  readonly limit: string | number;
}

/** A field of the parent is the number of its children, or the sum of one of their fields. */
export interface Aggregates extends Related {
  readonly kind: 'counts' | 'sums';
  readonly field: string;
  /** Null to count. */
  readonly summed: string | null;
}

/** A field of the child is a copy of one of its parent's. */
export interface Follows extends Related {
  readonly kind: 'follows';
  readonly copy: string;
  readonly original: string;
}

/** No two rows with the same `fields` meet between `from` and `to`; one may begin when the other ends. */
export interface NoOverlap extends Narrowed {
  readonly kind: 'noOverlap';
  readonly entity: Entity;
  readonly fields: readonly string[];
  readonly from: string;
  readonly to: string;
}

/** At most one row with the same `fields`. */
export interface AtMostOne extends Narrowed {
  readonly kind: 'atMostOne';
  readonly entity: Entity;
  readonly fields: readonly string[];
}

/** Two fields never name the same person: four eyes. */
export interface NotBy extends Narrowed {
  readonly kind: 'notBy';
  readonly entity: Entity;
  readonly field: string;
  readonly other: string;
}

/** Fields keep their values while the row is in one of the states. */
export interface Frozen {
  readonly kind: 'frozen';
  readonly entity: Entity;
  readonly fields: readonly string[];
  readonly states: readonly string[];
}

/** The sum of a field over all rows of the organization changes by these operations only. */
export interface Conserved {
  readonly kind: 'conserved';
  readonly entity: Entity;
  readonly field: string;
  readonly except: readonly string[];
}

/** Whatever else is true of each row, in words and in code. */
export interface Holds {
  readonly kind: 'holds';
  readonly entity: Entity;
  readonly words: string;
  readonly test: (row: never) => boolean;
}

/** No rule, but its exception: an operation changes fields of rows that its caller may not see. */
export interface Touches {
  readonly kind: 'touches';
  readonly operation: string;
  readonly entity: Entity;
  /** Null for any field, and for deletion. */
  readonly fields: readonly string[] | null;
}

/** No rule, but its exception: what the conformance kit would report of an operation or a job is meant. */
export interface Excused {
  readonly kind: 'excused';
  /** `event-missing`: it leads to a state without an event that others emit; `effect-lost`: a failed call is left at that. */
  readonly rule: 'event-missing' | 'effect-lost';
  /** Of the operation, job or subscriber. */
  readonly name: string;
  readonly reason: string;
}

/** Those that one statement for each organization decides. */
export type StoredInvariant = AtMost | Aggregates | Follows | NoOverlap | AtMostOne | NotBy;

/** One line of `invariants(…)`, as data. */
export type DeclaredInvariant = StoredInvariant | Frozen | Conserved | Holds | Touches | Excused;

/** The entities whose rows an invariant speaks of. */
export function entitiesOf(invariant: DeclaredInvariant): readonly Entity[] {
  if (invariant.kind === 'excused') return [];
  return 'child' in invariant ? [invariant.child, invariant.parent] : [invariant.entity];
}

/** As people say it: stands in findings. */
export function inWords(invariant: DeclaredInvariant): string {
  const [first, second] = entitiesOf(invariant).map(({ name }) => name);
  const text = whole(invariant, String(first), String(second));
  return 'where' in invariant && invariant.where ? `${text}, where ${JSON.stringify(invariant.where)}` : text;
}

function whole(invariant: DeclaredInvariant, first: string, second: string): string {
  switch (invariant.kind) {
    case 'atMost':
      return typeof invariant.limit === 'number'
        ? `at most ${invariant.limit} ${first} rows for each ${second}`
        : `at most as many ${first} rows for each ${second} as its ${invariant.limit}`;
    case 'counts':
      return `${second}.${invariant.field} is the number of its ${first} rows`;
    case 'sums':
      return `${second}.${invariant.field} is the sum of ${invariant.summed} over its ${first} rows`;
    case 'follows':
      return `${first}.${invariant.copy} is the ${invariant.original} of its ${second}`;
    case 'noOverlap':
      return `no two ${first} rows with the same ${invariant.fields.join(' and ')} overlap from ${invariant.from} to ${invariant.to}`;
    case 'atMostOne':
      return `at most one ${first} row with the same ${invariant.fields.join(' and ')}`;
    case 'notBy':
      return `${first}.${invariant.field} is never the same as ${invariant.other}`;
    case 'frozen':
      return `${invariant.fields.join(', ')} of a ${first} do not change while it is ${invariant.states.join(' or ')}`;
    case 'conserved':
      return `the sum of ${first}.${invariant.field} changes by ${invariant.except.join(', ') || 'no operation'} only`;
    case 'holds':
      return `for each ${first}: ${invariant.words}`;
    case 'touches':
      return `${invariant.operation} changes ${invariant.fields?.join(', ') ?? 'anything'} of ${first} rows that its caller may not see`;
    case 'excused':
      return `${invariant.name} is not reported for ${invariant.rule}: ${invariant.reason}`;
  }
}
