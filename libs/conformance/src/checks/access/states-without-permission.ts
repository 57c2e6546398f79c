import { permissionOf as named, type ConcreteType, type Resource, type Row } from '@keelson/kernel';
import type { Operation } from '../../judged.js';
import type { Person } from '../../subject.js';
import { shortestWay } from '../../world/shortest-way.js';
import { isStreamed } from '../streamed.js';
import { shown, type Asking } from './asking.js';
import { Callers } from './callers.js';
import { requestsAbout } from './requests-about.js';
import { movesDenied, permissionOf, type DeniedMoves } from './state-moves.js';

/**
 * Where an action leads to a state, its permission is what it takes to bring a row there: a write by hand that asks for
 * another verb's permission is asked about rows in each state before, by somebody without the action's, and must leave them.
 */
export async function judgeStatesWithoutPermission(asking: Asking): Promise<void> {
  const { operations, registry } = asking.judged;
  // One after the other: what a request has moved is seen by looking at the row.
  for (const operation of operations)
    if (!isStreamed(operation))
      for (const moves of movesDenied(registry, operations, operation))
        await judgeMoves(asking, operation, moves);
}

async function judgeMoves(asking: Asking, operation: Operation, moves: DeniedMoves): Promise<void> {
  const { world } = asking.judged;
  const way = wayTo(asking, moves);
  const permissions = [operation, ...(way ?? [])].map((one) => permissionOf(one) ?? '');
  const { resource, from } = moves;
  const verbs = ['read', ...(resource.create ? ['create'] : [])].map((verb) => named(resource, verb));
  const person = await world.member([...new Set([...permissions, ...verbs])]);
  // A row rule may show everyone their own rows only; a route may refuse to judge one's own work.
  const makers = [
    () => (way ? ownRow(asking, person, resource, way) : Promise.resolve(null)),
    () => world.newRow(world.owner, resource, from),
  ];
  for (const make of makers) {
    const id = await make();
    if (id !== null && (await isMoved(asking, operation, moves, person, id))) return;
  }
  asking.held('state-without-permission', operation);
}

/** The actions by which somebody may bring a row of theirs into the state before; null when the states after lie on the way. */
function wayTo({ judged }: Asking, { resource, from, to }: DeniedMoves): Operation[] | null {
  const way = shortestWay(judged.operations, resource, resource.state?.states?.[0] ?? from, from);
  return way?.some(({ meta }) => meta?.to?.some((state) => to.has(state))) ? null : way;
}

/** A row that the person has made and brought along by themselves; null where they can't. */
async function ownRow(
  asking: Asking,
  person: Person,
  resource: Resource,
  way: readonly Operation[],
): Promise<string | null> {
  const { world } = asking.judged;
  if (!resource.create) return null;
  const body = await world.valuesFor(resource.create as ConcreteType, world.owner, resource);
  const made = await asking.send({ method: 'POST', url: `/v1/${resource.path}`, person, body });
  if (made.status !== 201) return null;
  const { id } = made.json as { readonly id: string };
  for (const action of way) {
    const { status } = await asking.send(await asking.inquiry(action, person, { id }));
    if (status >= 300) return null;
  }
  return id;
}

/** Asks about a row, and tells whether that has brought it where only the actions should. */
async function isMoved(
  asking: Asking,
  operation: Operation,
  { resource, from, to }: DeniedMoves,
  person: Person,
  id: string,
): Promise<boolean> {
  const callers = new Callers(asking.judged);
  const read = async () => (await callers.rows(asking.judged.world.owner, resource, [id]))[0];
  const before = await read();
  if (!before || stateOf(resource, before) !== from) return false;
  const states = [from, ...to.keys()];
  for (const inquiry of await requestsAbout(asking, operation, person, resource, before, states)) {
    const answer = await asking.send(inquiry);
    const after = await read();
    const state = after ? stateOf(resource, after) : null;
    if (state === from) continue;
    const actions = to.get(state ?? '');
    if (!actions) return false;
    const permissions = [...new Set(actions.map((action) => permissionOf(action)))].join(' or ');
    asking.found('state-without-permission', operation, {
      message: `${operation.title} lets a user with ${permissionOf(operation)} but without ${permissions} move a ${resource.name} from "${from}" to "${state}". The action for this transition is ${actions.map(({ title }) => title).join(' or ')}, which requires ${permissions}.`,
      mend: `Require ${permissions} with @Allow(…), or declare a separate permission for this route.`,
      evidence: shown(inquiry, answer, `The row: ${JSON.stringify(after)}`),
    });
    return true;
  }
  return false;
}

function stateOf({ state }: Resource, row: Row): string {
  return String((row as unknown as Readonly<Record<string, unknown>>)[state?.name ?? '']);
}
