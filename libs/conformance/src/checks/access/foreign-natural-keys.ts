import type { Operation } from '../../judged.js';
import type { Answer, Person } from '../../subject.js';
import { columnsOf, tableOf } from '../../world/columns.js';
import { marksIn, markOf } from '../../world/open-world.js';
import { resourceOf } from '../contract/requests.js';
import { isStreamed } from '../streamed.js';
import { shown, type Asking } from './asking.js';
import { Callers } from './callers.js';

/**
 * What one organization may send means nothing in another one: the same body, with codes and names of rows in it, changes
 * none of the first one's rows when the other's owner sends it, and shows nothing of them.
 */
export async function judgeForeignNaturalKeys(asking: Asking): Promise<void> {
  // Someone new: what they write holds the first one's words, which nobody must meet elsewhere.
  const other = await asking.judged.subject.openOrganization();
  // One after the other: what a request has changed is seen by counting.
  for (const operation of asking.judged.operations)
    if (operation.rule?.kind === 'permission' && operation.input && !isStreamed(operation))
      await judgeBody(asking, operation, other);
}

async function judgeBody(
  asking: Asking,
  operation: Operation,
  other: Person,
  isSecond = false,
): Promise<void> {
  const { world } = asking.judged;
  const { owner } = world;
  const body = await world.bodyFor(operation, owner);
  const id = await asking.rowFor(operation, other);
  if (body === undefined || id === undefined) return;
  const inquiry = await asking.inquiry(operation, other, { id, body });
  const before = await stateOf(asking, owner);
  const answer = await asking.send(inquiry);
  const isChanged = (await stateOf(asking, owner)) !== before;
  const what = isChanged
    ? 'changes rows of'
    : (await tells(asking, operation, owner, body, answer))
      ? 'shows rows of'
      : null;
  if (what === null) return asking.held('foreign-natural-key', operation);
  // Late work of the organization's own may have changed them, too.
  if (!isSecond) return judgeBody(asking, operation, other, true);
  asking.found('foreign-natural-key', operation, {
    message: `${operation.title} ${what} another organization when the body contains a code or name that belongs to that organization.`,
    mend: "Look up rows that a body refers to through the store, which searches only the caller's organization. A code that is unique in one organization can exist in another, too.",
    evidence: shown(inquiry, answer),
  });
}

/** Whether an answer holds what the other has written, or the id of a row of theirs, and what did not stand in the body. */
async function tells(
  asking: Asking,
  operation: Operation,
  owner: Person,
  body: object,
  { status, text }: Answer,
): Promise<boolean> {
  if (status >= 400) return false;
  const sent = JSON.stringify(body);
  const told = marksIn(text).filter((mark) => mark.startsWith(markOf(owner)) && !sent.includes(mark));
  if (told.length > 0) return true;
  const resource = resourceOf(asking.judged.registry, operation);
  if (resource?.tenancy !== 'organization') return false;
  const rows = await new Callers(asking.judged).rows(owner, resource);
  return rows.some((row) => text.includes(row.id) && !sent.includes(row.id));
}

/** How many rows the person's organization has of each entity, audit entries and events among them, and how often they were changed. */
async function stateOf({ judged }: Asking, { organizationId }: Person): Promise<string> {
  const { application } = judged.subject;
  const entities = judged.registry.entities.filter(({ tenancy }) => tenancy === 'organization');
  const counts = entities.map(({ entity }) => {
    const hasVersion = columnsOf(application, entity).some(({ column }) => column === 'version');
    return `SELECT COUNT(*) AS n, ${hasVersion ? 'SUM(version)' : '0'} AS v FROM ${tableOf(application, entity)} WHERE organization_id = ?`;
  });
  const rows = await judged.subject.sql(
    counts.join(' UNION ALL '),
    counts.map(() => organizationId),
  );
  return JSON.stringify(rows);
}
