import { Caller, matches, type Resource, type Row } from '@keelson/kernel';
import type { Place } from '../../finding.js';
import { changesIn, type Exchange, type Invariant } from '../invariant.js';
import type { RowChange } from '../snapshot.js';
import { beforeAndAfter } from './refusals.js';

/**
 * A step and its jobs change no row that none of its actors may see, whatever is declared of them: what one can't see does
 * not exist. What an operation changes for the organization as a whole, such as a stock, is declared.
 * @param isDeclared whether a change is a declared effect of somebody's operation
 */
export function changesStayInSight(
  place: Place,
  isDeclared: (change: RowChange, exchanges: readonly Exchange[]) => boolean,
): Invariant {
  return {
    name: 'hidden-row-changed',
    place,
    check: async ({ judged, last, past }) => {
      const accepted = last.exchanges.filter(({ answer }) => answer.status < 300);
      const [first] = accepted;
      if (!first) return [];
      // Work that was left belongs to earlier steps.
      const until = past.at(-1)?.hasWorkLeft ? last.answered : last.after;
      return changesIn(last, until).flatMap((change) => {
        const resource = judged.registry.resourceFor(change.entity);
        const { before } = change;
        if (!resource || !before || isDeclared(change, accepted)) return [];
        if (accepted.some((exchange) => sees(exchange, resource, before))) return [];
        return [
          {
            operation: first.operation,
            message: `${first.operation.title}, called by ${first.person.title}, ${change.after ? `changes ${change.fields.join(', ')} of` : 'deletes'} a ${resource.name} that "visible" hides from them.`,
            fix: `Find the row as the caller, so that hidden rows are not found. If the operation should update such rows for every caller, declare it: ${declaration(first, change)}.`,
            rows: beforeAndAfter(change),
          },
        ];
      });
    },
  };
}

function declaration({ operation }: Exchange, { entity, fields, after }: RowChange): string {
  const names = fields.filter((name) => name !== 'version' && name !== 'updatedAt');
  const what = after ? `, [${names.map((name) => `'${name}'`).join(', ')}]` : '';
  return `invariants(touches('${operation.meta?.name ?? 'area:verb'}', ${entity.name}${what}))`;
}

/** What the row rule says; the permission to read is not asked for: who may only place an order still takes of a stock. */
function sees({ person, permissions }: Exchange, resource: Resource, row: Row): boolean {
  const { userId, organizationId, memberId = null } = person;
  const caller = new Caller({ userId, organizationId, role: null, permissions, memberId });
  return matches(resource.visible({ caller }), row);
}
