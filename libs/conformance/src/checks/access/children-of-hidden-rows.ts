import {
  fieldsOf,
  permissionOf,
  type ConcreteType,
  type FieldSpec,
  type Resource,
  type Row,
} from '@keelson/kernel';
import type { Judged, Operation } from '../../judged.js';
import type { Person } from '../../subject.js';
import { combinationsOf } from '../../world/combinations.js';
import { shown, type Asking } from './asking.js';
import { Callers } from './callers.js';

/** A resource whose rows are made by naming a row of another one, with the operations that read one of each. */
interface Family {
  readonly child: Resource;
  readonly parent: Resource;
  readonly reference: FieldSpec;
  readonly readChild: Operation;
  readonly readParent: Operation;
}

/** Hidden rows to which a child is given until one of them takes it. */
const mostParents = 8;

/**
 * A row rule says nothing of the rows that belong to a row. Where plain members may read both, and the parent's rule hides a
 * row whatever its state, a child that all of them may read tells them of it.
 */
export async function judgeChildrenOfHiddenRows(asking: Asking): Promise<void> {
  const { judged } = asking;
  const permissions = [...judged.registry.permissionsOfRole('member')];
  const person = { ...(await judged.world.member(permissions)), title: 'a plain member' };
  const callers = new Callers(judged);
  for (const family of familiesOf(judged)) {
    const { child, parent } = family;
    const mayRead = [child, parent].every((one) => permissions.includes(permissionOf(one, 'read')));
    // Whoever gives the child a rule of its own has thought about who sees it.
    if (!mayRead || !callers.showsEverything(person, permissions, child)) continue;
    const isSecret = (row: Row) =>
      inEachState(parent, row).every((one) => !callers.shows(person, permissions, parent, one));
    const secret = await rowsThat(isSecret, asking, callers, parent);
    const id = await childOf(secret, asking, callers, family);
    if (id !== null) await judgeChild(asking, family, person, id);
  }
}

/** The child is made by naming the parent and shows it, inside one feature; a row that merely mentions another is none. */
function familiesOf({ operations, registry, resources }: Judged): Family[] {
  const readingOf = (resource: Resource) =>
    operations.find(({ method, path }) => method === 'GET' && path === `/v1/${resource.path}/{id}`);
  const ofOrganizations = resources.filter(({ tenancy }) => tenancy === 'organization');
  return ofOrganizations.flatMap((child) => {
    const given = new Set(child.create ? fieldsOf(child.create).map(({ name }) => name) : []);
    return child.viewFields.flatMap((reference): Family[] => {
      const { target, required, name } = reference;
      const parent = target && required && given.has(name) ? registry.resourceFor(target()) : undefined;
      const [readChild, readParent] = [readingOf(child), parent && readingOf(parent)];
      const isOneFeature = readParent && readParent.place.module === readChild?.place.module;
      const isAlike = parent?.tenancy === child.tenancy;
      return parent && readChild && isOneFeature && isAlike
        ? [{ child, parent, reference, readChild, readParent }]
        : [];
    });
  });
}

/** The row as it would be in each state: what is hidden only for its state was in sight before, or will be. */
function inEachState({ state }: Resource, row: Row): Row[] {
  if (!state?.states) return [row];
  const prototype = Object.getPrototypeOf(row) as object;
  return state.states.map((one) =>
    Object.assign(Object.create(prototype) as Row, row, { [state.name]: one }),
  );
}

/** Rows of the owner's that are so; where there is none, one of each combination of choices is made. */
async function rowsThat(
  isWanted: (row: Row) => boolean,
  asking: Asking,
  callers: Callers,
  resource: Resource,
): Promise<Row[]> {
  const { owner } = asking.judged.world;
  const wanted = async () => (await callers.rows(owner, resource)).filter(isWanted);
  const there = await wanted();
  if (there.length > 0 || !resource.create) return there;
  for (const chosen of combinationsOf(resource.create)) await create(asking, resource, chosen);
  return wanted();
}

/** The id of a row of the owner's that refers to one of these; null where none can be made. */
async function childOf(
  parents: readonly Row[],
  asking: Asking,
  callers: Callers,
  { child, reference }: Family,
): Promise<string | null> {
  const ids = new Set<unknown>(parents.map(({ id }) => id));
  const isChild = (row: Row) => ids.has((row as unknown as Record<string, unknown>)[reference.name]);
  const there = (await callers.rows(asking.judged.world.owner, child)).find(isChild);
  if (there) return there.id;
  for (const { id } of parents.slice(0, mostParents)) {
    const made = await create(asking, child, { [reference.name]: id });
    if (made !== null) return made;
  }
  return null;
}

async function create(asking: Asking, resource: Resource, chosen: object): Promise<string | null> {
  const { world } = asking.judged;
  const { owner } = world;
  const body = { ...(await world.valuesFor(resource.create as ConcreteType, owner, resource)), ...chosen };
  const url = `/v1/${resource.path}`;
  const { status, json } = await asking.send({ method: 'POST', url, person: owner, body });
  return status === 201 ? (json as { readonly id: string }).id : null;
}

async function judgeChild(
  asking: Asking,
  { child, parent, reference, readChild, readParent }: Family,
  person: Person,
  id: string,
): Promise<void> {
  const inquiry = { method: 'GET', url: readChild.at(id), person };
  const answer = await asking.send(inquiry);
  const parentId = String((answer.json as Readonly<Record<string, unknown>> | null)?.[reference.name]);
  const hidden = await asking.send({ method: 'GET', url: readParent.at(parentId), person });
  if (answer.status !== 200 || hidden.status !== 404) return asking.held('child-of-hidden-row', readChild);
  asking.found('child-of-hidden-row', readChild, {
    message: `${readChild.title} shows ${person.title} a ${child.name} with a "${reference.name}" that "visible" hides from this user: ${readParent.title} returns 404 for that ${parent.name}.`,
    mend: `Copy the fields that the row rule of "${parent.path}" uses into each ${child.name} when it is created, and give both resources the same "visible".`,
    evidence: shown(inquiry, answer, `${readParent.at(parentId)}: ${hidden.status} ${hidden.text}`),
  });
}
