import type { Place } from '../../finding.js';
import { changesIn, type Invariant } from '../invariant.js';
import { beforeAndAfter } from './refusals.js';

/** When what a resource shows of a row changes, its version grows: it is the ETag of its answers. */
export function versionsGrow(place: Place): Invariant {
  return {
    name: 'version-stays',
    place,
    check: async ({ judged, last }) =>
      changesIn(last).flatMap((change) => {
        const { entity, before, after, fields } = change;
        const shown = new Set(judged.registry.resourceFor(entity)?.viewFields.map(({ name }) => name));
        const seen = fields.filter((name) => shown.has(name));
        if (!before || !after || seen.length === 0 || after.version > before.version) return [];
        const operation = last.exchanges.find(({ answer }) => answer.status < 300)?.operation ?? null;
        return [
          {
            operation,
            message: `${operation?.title ?? 'A job'} changes ${seen.join(', ')} of a ${entity.name}, but its version stays ${after.version}, so clients keep their old copy, and an If-Match with the old ETag overwrites the change.`,
            fix: 'Write the row through its store, which increases the version. In custom SQL, add version = version + 1.',
            rows: beforeAndAfter(change),
          },
        ];
      }),
  };
}
