import { withQuery } from '../../catalog/query.js';
import type { Answer, Inquiry } from '../../subject.js';
import { markOf } from '../../world/open-world.js';
import { concurrently } from '../concurrently.js';
import { shown, type Asking } from './asking.js';
import { positions } from './ways.js';

/** A cursor says where to go on, not in whose list: one that another organization was given leads to nothing of theirs. */
export async function judgeForeignCursors(asking: Asking): Promise<void> {
  const { operations, world } = asking.judged;
  const { owner, stranger } = world;
  await concurrently(operations, async (operation) => {
    if (operation.method !== 'GET' || operation.path.includes('{id}')) return;
    const names = operation.parameters.map(({ name }) => name);
    const position = names.find((name) => positions.has(name));
    if (position === undefined) return;
    const whole = await asking.reading(operation, owner);
    const limit = names.includes('limit') ? 'limit=1' : '';
    const page = (inquiry: Inquiry) => ({ ...inquiry, url: withQuery(inquiry.url, limit) });
    const cursor = nextOf(await asking.send(page(await asking.reading(operation, stranger))));
    if (cursor === null) return;
    const inquiry = {
      ...whole,
      url: withQuery(page(whole).url, `${position}=${encodeURIComponent(cursor)}`),
    };
    const answer = await asking.send(inquiry);
    const isForeign =
      answer.statements.some(({ values }) => values.includes(stranger.organizationId)) ||
      (answer.text.includes(markOf(stranger)) && !(await asking.send(whole)).text.includes(markOf(stranger)));
    if (isForeign && answer.status < 400)
      asking.found('foreign-cursor', operation, {
        message: `${operation.title} returns rows of another organization when it is called with that organization's cursor.`,
        mend: 'Store only the position in a cursor, and take the organization from currentOrganizationId().',
        evidence: shown(inquiry, answer),
      });
    else asking.held('foreign-cursor', operation);
  });
}

/** What the page says of where to go on. */
function nextOf({ json }: Answer): string | null {
  const { page } = (json ?? {}) as { readonly page?: { readonly next?: unknown } };
  const next = page?.next;
  return typeof next === 'string' || typeof next === 'number' ? String(next) : null;
}
