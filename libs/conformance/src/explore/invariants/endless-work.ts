import type { Place } from '../../finding.js';
import type { Invariant } from '../invariant.js';

/** What a step leaves to be done comes to its end: no job or subscriber sets itself going for ever. */
export function workEnds(place: Place): Invariant {
  return {
    name: 'endless-work',
    place,
    check: async ({ last: { endless, exchanges } }) => {
      if (!endless) return [];
      const operation = exchanges.find(({ answer }) => answer.status < 300)?.operation ?? null;
      return [
        {
          operation,
          place: endless.place,
          message: `"${endless.name}" runs again and again: what it writes emits an event or enqueues a job that leads back to it.`,
          fix: 'Write without the event that it waits for (save(row) instead of save(row, Event)), or write only if something differs.',
          rows: [],
        },
      ];
    },
  };
}
