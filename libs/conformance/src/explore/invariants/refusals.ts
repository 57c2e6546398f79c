import type { Place } from '../../finding.js';
import { changesIn, rowText, type Invariant } from '../invariant.js';
import type { RowChange } from '../snapshot.js';

/** Rows that are shown with a finding. */
const mostShown = 3;

/** A step all of whose requests are refused leaves every row as it was. */
export function refusalsChangeNothing(place: Place): Invariant {
  return {
    name: 'refused-but-written',
    place,
    check: async ({ last }) => {
      const { exchanges } = last;
      const [first] = exchanges;
      if (!first || exchanges.some(({ answer }) => answer.status < 400)) return [];
      const changes = changesIn(last, last.answered);
      if (changes.length === 0) return [];
      const names = [...new Set(changes.map(({ entity }) => entity.name))].join(', ');
      return [
        {
          operation: first.operation,
          message: `${first.operation.title} returns ${first.answer.status}, but rows of ${names} changed.`,
          fix: "Throw the error before writing, or inside the operation's transaction, which then rolls back. Look for writes outside that transaction: a second transaction, or a call without await.",
          rows: changes.slice(0, mostShown).flatMap(beforeAndAfter),
        },
      ];
    },
  };
}

/** As a refusal should have left it, and as it is. */
export function beforeAndAfter({ before, after, fields }: RowChange): string[] {
  const shown = before && after ? fields : undefined;
  return [
    `is:        ${after ? rowText(after, shown) : 'no row'}`,
    `should be: ${before ? rowText(before, shown) : 'no row'}`,
  ];
}
