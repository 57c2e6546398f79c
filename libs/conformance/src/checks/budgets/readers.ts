import type { Predicate, Row } from '@keelson/kernel';
import { withQuery } from '../../catalog/query.js';
import type { Judged, Operation } from '../../judged.js';
import type { Person } from '../../subject.js';
import { Callers } from '../access/callers.js';

/** Rows that may as well be looked at one by one. */
const few = 100;

/** Whom a list is shown to. */
export interface Reader {
  readonly person: Person;
  readonly isOwner: boolean;
  /** Properties that the row rule compares with one value each, for this person. */
  readonly bound: readonly string[];
  /**
   * Whether the row rule leaves them a good part of a large table. Filters are not judged for them: each would take an index
   * over what the rule and the filter compare, and a page of many rows is soon full.
   */
  readonly seesMany: boolean;
}

/** The owner, and one to whom the row rule does not show all: what an index gives the one it may not give the other. */
export async function readersOf(judged: Judged, operation: Operation): Promise<readonly Reader[]> {
  const { subject, world } = judged;
  const owner: Reader = { person: world.owner, isOwner: true, bound: [], seesMany: false };
  const { resource, rule } = operation;
  if (!resource || rule?.kind !== 'permission') return [owner];
  const person = {
    ...(await world.member([rule.permission])),
    title: `a member with only ${rule.permission}`,
  };
  const shown = new Callers(judged).ruleFor(person, [rule.permission], resource);
  if (shown.rule === 'everything') return [owner];
  const url = withQuery(operation.at(), 'limit=1&count=true');
  const { json } = await subject.send({ method: 'GET', url, person });
  const count = (json as { page?: { count?: number } } | null)?.page?.count ?? 0;
  return [owner, { person, isOwner: false, bound: boundBy(shown), seesMany: count > few }];
}

function boundBy(rule: Predicate<Row>): string[] {
  if (rule.rule === 'all') return rule.of.flatMap((part) => boundBy(part));
  if (rule.rule !== 'where') return [];
  return Object.entries(rule.condition).flatMap(([name, value]) => (Array.isArray(value) ? [] : [name]));
}
