import type { Condition, ConcreteType, FieldName, Row } from '@keelson/kernel';
import type {
  Aggregates,
  AtMost,
  AtMostOne,
  Conserved,
  Excused,
  Follows,
  Frozen,
  Holds,
  NoOverlap,
  NotBy,
  Touches,
} from './declaration.js';

/** Only rows with these values count, as in `where(…)` of a row rule; an array means "one of". */
export interface Only<T> {
  readonly where?: Condition<T>;
}

type Entity<T extends Row> = ConcreteType<T>;
type Stored = ConcreteType<Row>;

/**
 * At most so many rows of `child` refer to one `parent`: `atMost(Redemption, 'voucherId', Voucher, 'uses')`.
 * @param limit a field of the parent, or a number
 */
export function atMost<C extends Row, P extends Row>(
  child: Entity<C>,
  reference: FieldName<C>,
  parent: Entity<P>,
  limit: FieldName<P> | number,
  only: Only<C> = {},
): AtMost {
  return { kind: 'atMost', ...related(child, reference, parent, only), limit };
}

/** A field of the parent is the number of rows that refer to it: `counts(Post, 'comments', Comment, 'postId')`. */
export function counts<P extends Row, C extends Row>(
  parent: Entity<P>,
  field: FieldName<P>,
  child: Entity<C>,
  reference: FieldName<C>,
  only: Only<C> = {},
): Aggregates {
  return { kind: 'counts', ...related(child, reference, parent, only), field, summed: null };
}

/** A field of the parent is the sum of a field over the rows that refer to it: `sums(Claim, 'total', Receipt, 'claimId', 'amount')`. */
export function sums<P extends Row, C extends Row>(
  parent: Entity<P>,
  field: FieldName<P>,
  child: Entity<C>,
  reference: FieldName<C>,
  summed: FieldName<C>,
  only: Only<C> = {},
): Aggregates {
  return { kind: 'sums', ...related(child, reference, parent, only), field, summed };
}

/** A field is a copy of one of the row that is referred to: `follows(Ticket, 'customerName', 'customerId', Customer, 'name')`. */
export function follows<C extends Row, P extends Row>(
  child: Entity<C>,
  copy: FieldName<C>,
  reference: FieldName<C>,
  parent: Entity<P>,
  original: FieldName<P>,
  only: Only<C> = {},
): Follows {
  return { kind: 'follows', ...related(child, reference, parent, only), copy, original };
}

/**
 * No two rows with the same values in `fields` overlap in time: `noOverlap(Booking, ['roomId'], 'startsAt', 'endsAt')`. One
 * may begin when the other ends.
 */
export function noOverlap<T extends Row>(
  entity: Entity<T>,
  fields: readonly FieldName<T>[],
  from: FieldName<T>,
  to: FieldName<T>,
  only: Only<T> = {},
): NoOverlap {
  return { kind: 'noOverlap', entity: entity as Stored, fields, from, to, ...narrowed(only) };
}

/** At most one row with the same values in `fields`: `atMostOne(Reorder, ['productId'], { where: { status: 'open' } })`. */
export function atMostOne<T extends Row>(
  entity: Entity<T>,
  fields: readonly FieldName<T>[],
  only: Only<T> = {},
): AtMostOne {
  return { kind: 'atMostOne', entity: entity as Stored, fields, ...narrowed(only) };
}

/** Two fields never name the same person, once both are set: `notBy(Claim, 'approvedById', 'createdById')`. */
export function notBy<T extends Row>(
  entity: Entity<T>,
  field: FieldName<T>,
  other: FieldName<T>,
  only: Only<T> = {},
): NotBy {
  return { kind: 'notBy', entity: entity as Stored, field, other, ...narrowed(only) };
}

/** Fields do not change while a row is in one of the states: `frozen(Order, ['lines', 'total'], ['placed', 'paid'])`. */
export function frozen<T extends Row>(
  entity: Entity<T>,
  fields: readonly FieldName<T>[],
  states: readonly string[],
): Frozen {
  return { kind: 'frozen', entity: entity as Stored, fields, states };
}

/**
 * The sum of a field over all rows of an organization stays the same: `conserved(Account, 'balance', ['accounts:deposit'])`.
 * @param except names of the operations that may change it
 */
export function conserved<T extends Row>(
  entity: Entity<T>,
  field: FieldName<T>,
  except: readonly string[] = [],
): Conserved {
  return { kind: 'conserved', entity: entity as Stored, field, except };
}

/** Anything else that is true of each row: `holds('a total is the sum of its lines', Order, (order) => …)`. */
export function holds<T extends Row>(words: string, entity: Entity<T>, test: (row: T) => boolean): Holds {
  return { kind: 'holds', entity: entity as Stored, words, test };
}

/**
 * An operation changes fields of rows that its caller may not see, as it should: `touches('orders:cancel', Product,
 * ['stock'])`. The conformance kit reports such changes unless they are declared.
 * @param fields those that it changes; without them it may change any, or delete the row
 */
export function touches<T extends Row>(
  operation: string,
  entity: Entity<T>,
  fields: readonly FieldName<T>[] | null = null,
): Touches {
  return { kind: 'touches', operation, entity: entity as Stored, fields };
}

/**
 * An operation or job leads to a state without the event that other ways there emit, and its subscribers are not to hear of
 * it: `silent('leases:void', 'a void lease was never in force')`. The conformance kit reports such ways otherwise.
 */
export function silent(name: string, reason: string): Excused {
  return { kind: 'excused', rule: 'event-missing', name, reason };
}

/**
 * A job or subscriber may end well although a call to another system has failed: `bestEffort('orders.greet', 'a courtesy')`.
 * The conformance kit reports lost calls otherwise.
 */
export function bestEffort(name: string, reason: string): Excused {
  return { kind: 'excused', rule: 'effect-lost', name, reason };
}

function related<C extends Row, P extends Row>(
  child: Entity<C>,
  reference: FieldName<C>,
  parent: Entity<P>,
  only: Only<C>,
): Pick<AtMost, 'child' | 'reference' | 'parent' | 'where'> {
  return { child: child as Stored, reference, parent: parent as Stored, ...narrowed(only) };
}

function narrowed<T>({ where }: Only<T>): Pick<AtMost, 'where'> {
  return where === undefined ? {} : { where: where as never };
}
