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
          message: `"${endless.name}" triggers itself endlessly: its writes emit an event or enqueue a job that runs it again.`,
          fix: 'Write without emitting the event that it subscribes to: save(row) instead of save(row, Event). Or write only if a value has changed.',
          rows: [],
        },
      ];
    },
  };
}
