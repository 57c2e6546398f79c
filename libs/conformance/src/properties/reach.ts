import { fieldsOf, type ConcreteType, type FieldSpec, type Resource } from '@keelson/kernel';
import type { Operation } from '../judged.js';
import type { Person } from '../subject.js';
import type { Asking } from '../checks/access/asking.js';
import { concurrently } from '../checks/concurrently.js';
import { withValue } from '../checks/access/foreign-references.js';
import { Onlooker } from '../checks/access/onlooker.js';
import { evidenceOf } from '../checks/contract/requests.js';
import { isStreamed } from '../checks/streamed.js';

/** A place of a body that takes an id without a declaration of what it points to. */
interface Place {
  readonly pointer: string;
  readonly name: string;
  /** Whether several ids stand there. */
  readonly isList: boolean;
}

/** Someone else's row, whose id is sent. */
interface Hidden {
  readonly resource: Resource;
  readonly id: string;
  readonly why: string;
}

const mend =
  "Declare the field with @Ref(() => …), which checks the organization and `visible`. Or look up the row through its store and throw referenceNotFound. If the value is an id of another system, declare it: @Identifier({ outside: 'the id that the bank has given' }).";

/**
 * The id of a row that does not exist for the caller is refused in each place of a body that takes an id, whether or not the
 * place is declared as a reference; unless its field says that it names something outside.
 */
export async function judgeReach(asking: Asking): Promise<void> {
  const { operations } = asking.judged;
  await concurrently(operations, async (operation) => {
    if (!operation.input || operation.rule?.kind !== 'permission' || isStreamed(operation)) return;
    for (const place of placesIn(operation.input)) await judgePlace(asking, operation, place);
  });
}

/** The places of a body, those of lists' elements included, that take a UUID and do not say of what. */
export function placesIn(input: ConcreteType, at = ''): Place[] {
  return fieldsOf(input).flatMap((field) => {
    const pointer = `${at}/${field.name}`;
    if (field.element) return placesIn(field.element() as ConcreteType, `${pointer}/0`);
    if (field.target || field.stamp || field.outside !== undefined || field.grants) return [];
    const isList = field.kind === 'list';
    return takesIds(field) ? [{ pointer, name: field.name, isList }] : [];
  });
}

/** Names of members that say what something is about. */
const aboutSomething = /^(about|parent|target|linkedTo|relatedTo)$/;
/** The longest text that counts as an id by its name alone, in characters. */
const longestId = 64;

/** A text is one by its name, if it has room for an id and no example that is none. */
function takesIds({ name, kind, schema }: FieldSpec): boolean {
  if (kind === 'id' || schema.format === 'uuid') return true;
  const text = kind === 'list' ? schema.items : schema;
  if ((kind !== 'text' && kind !== 'list') || text?.type !== 'string' || text.enum || text.format)
    return false;
  if (!/(^id|Ids?)$/.test(name) && !aboutSomething.test(name)) return false;
  const { minLength = 0, maxLength = longestId, pattern } = text;
  const hasRoom = minLength <= sample.length && maxLength >= sample.length && maxLength <= longestId;
  const examples = [...(schema.examples ?? [])].flat();
  const isId = examples.every((one) => typeof one === 'string' && isUuid.test(one));
  return hasRoom && isId && fits(pattern);
}

function fits(pattern: string | undefined): boolean {
  return pattern === undefined || new RegExp(pattern, 'u').test(sample);
}

const isUuid = /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/i;
const sample = '01900000-0000-7000-8000-00000000abcd';

async function judgePlace(asking: Asking, operation: Operation, place: Place): Promise<void> {
  const { world } = asking.judged;
  for (const hidden of await foreignRows(asking, operation))
    if (!(await isRefused(asking, operation, place, world.owner, hidden))) return;
  const onlooker = await Onlooker.of(asking, operation);
  if (!onlooker) return;
  for (const resource of asking.judged.registry.resources) {
    if (resource.tenancy !== 'organization') continue;
    const [row] = (await onlooker.rows(resource)).hidden;
    const why = `that "visible" hides from this user`;
    if (row && !(await isRefused(asking, operation, place, onlooker.person, { resource, id: row.id, why })))
      return;
  }
}

/** A row of each resource of another organization; those of the operation's module first. */
async function foreignRows(asking: Asking, { place: { module } }: Operation): Promise<Hidden[]> {
  const { registry, world, placeOf } = asking.judged;
  const rows: Hidden[] = [];
  const isElsewhere = (resource: Resource) => Number(placeOf(resource).module !== module);
  const resources = registry.resources.toSorted((one, other) => isElsewhere(one) - isElsewhere(other));
  for (const resource of resources) {
    if (resource.tenancy !== 'organization') continue;
    const id = await world.rowOf(world.stranger, resource);
    if (id !== null) rows.push({ resource, id, why: 'of another organization' });
  }
  return rows;
}

async function isRefused(
  asking: Asking,
  operation: Operation,
  { pointer, isList }: Place,
  person: Person,
  { resource, id, why }: Hidden,
): Promise<boolean> {
  const row = await asking.rowFor(operation, asking.judged.world.owner);
  if (row === undefined) return true;
  const { body, ...inquiry } = await asking.inquiry(operation, person, { id: row });
  const whole = {
    ...inquiry,
    body: withValue(body as Record<string, unknown>, pointer, isList ? [id] : id),
  };
  const answer = await asking.send(whole);
  if (answer.status >= 300) {
    asking.held('hidden-id-accepted', operation);
    return true;
  }
  asking.found('hidden-id-accepted', operation, {
    message: `${operation.title} accepts the id of a ${resource.name} ${why} in ${pointer}.`,
    mend,
    evidence: evidenceOf(whole, answer),
  });
  return false;
}
