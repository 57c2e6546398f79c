import type { Resource } from '@keelson/kernel';
import type { Operation } from '../../judged.js';
import type { Answer, Inquiry } from '../../subject.js';
import { nobody } from '../../catalog/operations.js';
import { concurrently } from '../concurrently.js';
import { requestFor, takesId } from './addressing.js';
import { shown, type Asking } from './asking.js';
import { Callers } from './callers.js';
import { differing, isWrite, shapesOf, withoutRequest } from './sameness.js';

/**
 * A row of another organization is asked for by its id, wherever an address has room for one. The answer and the
 * statements are those of an id that nobody has, and the row is as it was.
 */
export async function judgeForeignRows(asking: Asking): Promise<void> {
  const { operations, registry } = asking.judged;
  const addressed = operations.filter(
    (operation) => operation.route && operation.rule?.kind !== 'public' && takesId(operation),
  );
  await concurrently(addressed, async (operation) => {
    const { resource } = operation;
    // A controller of one's own may mean any resource by its parameter.
    const meant = resource ? [resource] : registry.resources;
    for (const one of meant) await judgeForeign(asking, operation, one);
  });
}

async function judgeForeign(
  asking: Asking,
  operation: Operation,
  resource: Resource,
  isSecond = false,
): Promise<void> {
  const { world } = asking.judged;
  const { owner, stranger } = world;
  const state = operation.resource ? asking.stateFor(operation) : undefined;
  const foreign =
    operation.method === 'GET'
      ? await world.rowOf(stranger, resource)
      : await world.newRow(stranger, resource, state);
  if (foreign === null) return;
  const callers = new Callers(asking.judged);
  const before = JSON.stringify(await callers.rows(stranger, resource, [foreign]));
  const body = await world.bodyFor(operation, owner);
  const address = await asking.address(operation, owner);
  const [inquiry, other] = [foreign, nobody].map((id) => requestFor(operation, address, owner, body, id)) as [
    Inquiry,
    Inquiry,
  ];
  const answer = await asking.send(inquiry);
  const nothing = await asking.send(other);
  const mend =
    'Find the row with @Found() or the store; in SQL, add the condition "organization_id = ?" with AND.';
  if (answer.status < 400 && (operation.resource || nothing.status >= 400))
    asking.found('foreign-row', operation, {
      message: `${operation.title} returns ${answer.status} for a ${resource.name} of another organization; expected 404.`,
      mend,
      evidence: shown(inquiry, answer),
    });
  else if (withoutRequest(answer, foreign, nobody) !== withoutRequest(nothing, foreign, nobody))
    asking.found('foreign-row-told', operation, {
      message: `${operation.title} returns different responses depending on whether a ${resource.name} belongs to another organization or does not exist.`,
      mend: `${mend} Both requests then return not_found.`,
      evidence: shown(inquiry, answer, `Response for an unknown id: ${nothing.status} ${nothing.text}`),
    });
  else await judgeStatements(asking, operation, [inquiry, answer], [other, nothing], [foreign, nobody]);
  // Late work of the other's own may change it too; such work is in no request's statements.
  if (!answer.statements.some(isWrite)) return;
  if (JSON.stringify(await callers.rows(stranger, resource, [foreign])) === before) return;
  if (isSecond)
    asking.found('foreign-row-changed', operation, {
      message: `${operation.title} changed a ${resource.name} of another organization. Its response was ${answer.status}.`,
      mend,
      evidence: shown(inquiry, answer),
    });
  else await judgeForeign(asking, operation, resource, true);
}

async function judgeStatements(
  asking: Asking,
  operation: Operation,
  [inquiry, answer]: [Inquiry, Answer],
  [other, nothing]: [Inquiry, Answer],
  ids: readonly string[],
): Promise<void> {
  const pair = await differing(asking, [inquiry, other], [answer, nothing], ids);
  if (!pair) return asking.held('foreign-row', operation);
  asking.found('foreign-row-statements', operation, {
    message: `${operation.title} runs different statements depending on whether a row belongs to another organization or does not exist, so its response time reveals which rows exist.`,
    mend: 'Look up the row within the organization before you read any data that depends on it.',
    evidence: shown(
      inquiry,
      pair[0],
      `Statements for an unknown id:\n${shapesOf(pair[1].statements, ...ids).join('\n')}`,
    ),
  });
}
