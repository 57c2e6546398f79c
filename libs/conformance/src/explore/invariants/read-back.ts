import type { Place } from '../../finding.js';
import type { Exchange, Invariant } from '../invariant.js';

type View = Readonly<Record<string, unknown>>;

/** What a writer reads right after a write is what the write has answered. */
export function writesAreReadBack(place: Place): Invariant {
  return {
    name: 'read-after-write',
    place,
    check: async ({ judged, last }) => {
      const [exchange, other] = last.exchanges;
      // Of several at once any may have been the last.
      if (!exchange || other || last.hasWorkLeft) return [];
      const written = viewIn(exchange);
      if (!written) return [];
      const { operation, person } = exchange;
      const url = `/v1/${operation.resource?.path}/${String(written['id'])}`;
      const answer = await judged.subject.send({ method: 'GET', url, person });
      // Who may write need not be able to read, and a row may be out of sight by its new state.
      if (answer.status !== 200) return [];
      const read = answer.json as View;
      // A job of the step may have gone on with the row.
      if (read['version'] !== written['version']) return [];
      const different = Object.keys(written).filter(
        (name) => name in read && JSON.stringify(written[name]) !== JSON.stringify(read[name]),
      );
      if (different.length === 0) return [];
      return [
        {
          operation,
          message: `${operation.title} returns values of ${different.join(', ')} that differ from those that the same user gets from GET ${url.replace(String(written['id']), '{id}')} right afterwards.`,
          fix: 'Return the row as it was stored, and remove cached copies when the row changes.',
          rows: [
            `is:        ${JSON.stringify(Object.fromEntries(different.map((name) => [name, read[name]])))}`,
            `should be: ${JSON.stringify(Object.fromEntries(different.map((name) => [name, written[name]])))}`,
          ],
        },
      ];
    },
  };
}

function viewIn({ operation, answer }: Exchange): View | null {
  const { resource, meta } = operation;
  if (!resource || !meta || meta.reads || answer.status >= 300 || resource.answers.has(meta.verb))
    return null;
  const view = answer.json as View | null;
  return view && typeof view['id'] === 'string' && typeof view['version'] === 'number' ? view : null;
}
