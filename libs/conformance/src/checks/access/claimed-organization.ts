import { withQuery } from '../../catalog/query.js';
import { standardHeader } from '../../contract/standard-headers.js';
import type { Operation } from '../../judged.js';
import type { Inquiry } from '../../subject.js';
import { markOf } from '../../world/open-world.js';
import { concurrently } from '../concurrently.js';
import { shown, type Asking } from './asking.js';
import { withoutRequest } from './sameness.js';

/** Headers by which clients of other systems say for whom they ask. */
const usualHeaders = ['x-organization-id', 'x-organization', 'x-tenant-id', 'x-tenant'];
const meansOrganization = /organi[sz]ation|tenant/i;

/**
 * The token says for whom somebody asks, and nothing else does: with another organization's id in any header or parameter
 * the answer is the same or a refusal, and no statement binds it.
 */
export async function judgeClaimedOrganization(asking: Asking): Promise<void> {
  const { operations, world, subject } = asking.judged;
  const { owner } = world;
  await concurrently(operations, async (operation) => {
    const { rule, method } = operation;
    if (!rule || rule.kind === 'public') return;
    const id = await asking.rowFor(operation, owner);
    // Someone new: signing out is such an operation.
    const person = rule.kind === 'signed-in' && method !== 'GET' ? await subject.join(owner, []) : owner;
    const plain = await asking.inquiry(operation, person, { id });
    for (const claim of claimsOf(asking, operation, plain)) await judgeClaim(asking, operation, plain, claim);
  });
}

interface Claim {
  readonly inquiry: Inquiry;
  /** Whether it is a parameter that may well mean something else, so that another answer is no sign. */
  readonly isFilter: boolean;
}

/** All headers at once, and each parameter of one's own controllers: of a resource's verbs the kernel knows what they take. */
function claimsOf({ judged }: Asking, operation: Operation, plain: Inquiry): Claim[] {
  const { organizationId } = judged.world.stranger;
  const { parameters } = operation;
  const headers = parameters.flatMap(({ in: place, name }) =>
    place === 'header' && !standardHeader.test(name.toLowerCase()) ? [name.toLowerCase()] : [],
  );
  const claimed = Object.fromEntries([...usualHeaders, ...headers].map((name) => [name, organizationId]));
  const named = operation.resource
    ? []
    : parameters.filter(
        ({ in: place, schema }) => place === 'query' && schema.type === 'string' && !schema.enum,
      );
  return [
    { inquiry: { ...plain, headers: { ...plain.headers, ...claimed } }, isFilter: false },
    ...named.map(({ name }) => ({
      inquiry: { ...plain, url: withQuery(plain.url, `${encodeURIComponent(name)}=${organizationId}`) },
      isFilter: !meansOrganization.test(name),
    })),
  ];
}

async function judgeClaim(
  asking: Asking,
  operation: Operation,
  plain: Inquiry,
  { inquiry, isFilter }: Claim,
): Promise<void> {
  const { stranger } = asking.judged.world;
  const isRead = operation.method === 'GET';
  const answer = await asking.send(inquiry);
  const isUsed = answer.statements.some(({ values }) => values.includes(stranger.organizationId));
  const isTold = answer.text.includes(markOf(stranger));
  const isBelieved = isFilter
    ? isTold && (await isAnother(asking, plain, inquiry))
    : isUsed || (isRead && (await isAnother(asking, plain, inquiry)));
  if (answer.status >= 400 || !isBelieved) return asking.held('foreign-organization', operation);
  asking.found(isRead ? 'foreign-organization-read' : 'foreign-organization-written', operation, {
    message: `${operation.title} accepts another organization's id from the request.`,
    mend: 'Use currentOrganizationId(), which returns the organization of the token. Do not read the organization from a header or parameter.',
    evidence: shown(inquiry, answer),
  });
}

/** Whether the answer is another than the plain one, each time: a clock or a load settles that by itself. */
async function isAnother(asking: Asking, plain: Inquiry, inquiry: Inquiry): Promise<boolean> {
  const ask = async (one: Inquiry) => withoutRequest(await asking.send(one));
  const [first, claimed, second] = [await ask(plain), await ask(inquiry), await ask(plain)];
  return first === second && claimed !== first;
}
