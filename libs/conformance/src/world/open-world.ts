import type { FeatureRegistry, Resource } from '@keelson/kernel';
import type { Operation, World } from '../judged.js';
import type { Person, Subject } from '../subject.js';
import { Addresses } from './addresses.js';
import { RowMaker } from './row-maker.js';

/** A word that the person writes into every text, so that it is known again wherever it comes out. */
export function markOf(person: Pick<Person, 'organizationId'>): string {
  return `by${person.organizationId.replaceAll('-', '').slice(-10)}`;
}

let written = 0;

/** Who has written a numbered mark, and into rows of which resource where that is known. */
export interface Author {
  readonly userId: string;
  readonly resource: Resource | undefined;
}

const authors = new Map<string, Author>();

/** @returns undefined for a mark that nobody has been given */
export function authorOf(mark: string): Author | undefined {
  return authors.get(mark);
}

/** The mark with a number, so that a value is known again too, and the plain mark for want of room. */
function marksOf(person: Person, resource: Resource | undefined): string[] {
  written += 1;
  const mark = `${markOf(person)}x${written.toString(36)}`;
  authors.set(mark, { userId: person.userId, resource });
  return [mark, markOf(person)];
}

/** The numbered marks in a text: what the kit wrote into one row stands in no other. */
export function marksIn(text: string): string[] {
  return text.match(/by[0-9a-f]{10}x[0-9a-z]+/g) ?? [];
}

/**
 * Opens two organizations with a row of every resource.
 * @param operations all of the application, since rows are made by them
 */
export async function openWorld(
  subject: Subject,
  registry: FeatureRegistry,
  operations: readonly Operation[],
): Promise<World> {
  const [owner, stranger] = await Promise.all([subject.openOrganization(), subject.openOrganization()]);
  const rows = new RowMaker(subject, registry, operations, marksOf);
  const members = new Map<string, Promise<Person>>();
  const operator: World['operator'] = (permissions) => {
    const key = permissions ? `operator ${[...permissions].sort().join(' ')}` : 'operator';
    let person = members.get(key);
    if (!person) members.set(key, (person = subject.operator(permissions)));
    return person;
  };
  // One organization after the other: the second is made with what the first has taught.
  for (const person of [owner, stranger])
    for (const resource of registry.resources) await rows.rowOf(person, resource);
  await rows.learnKeys(owner);
  const askerOf: World['askerOf'] = async ({ rule }) => (rule?.kind === 'operator' ? operator(null) : owner);
  const addresses = new Addresses(subject, registry, operations, rows);
  await addresses.learn(owner, askerOf);
  return {
    owner,
    stranger,
    member: (permissions) => {
      const key = [...permissions].sort().join(' ');
      let member = members.get(key);
      if (!member) members.set(key, (member = subject.join(owner, permissions)));
      return member;
    },
    operator,
    askerOf,
    addressOf: (operation, person, id) => addresses.of(operation, person, id),
    rowOf: (person, resource) => rows.rowOf(person, resource),
    newRow: (person, resource, state) => rows.newRow(person, resource, state),
    exercise: (person) => rows.exercise(person),
    bodyFor: (operation, person, id) => rows.bodyFor(operation, person, id),
    valuesFor: (input, person, resource) => rows.valuesFor(input, person, resource),
  };
}
