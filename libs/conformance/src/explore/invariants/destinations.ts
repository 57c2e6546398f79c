import { fieldsOf } from '@keelson/kernel';
import { workersOf } from '../../checks/job-run.js';
import type { Place } from '../../finding.js';
import type { Judged, Operation } from '../../judged.js';
import { changesIn, type Invariant } from '../invariant.js';

/** What the ways to one state have emitted so far. */
interface Ways {
  readonly byOperation: Map<Operation, ReadonlySet<string>>;
}

/**
 * Two operations that bring rows to one state emit what a subscriber waits for: both of them, or none. It remembers what
 * it has seen of other sequences.
 */
export function destinationsAgree(place: Place): Invariant {
  const seen = new Map<string, Ways>();
  return {
    name: 'event-missing',
    place,
    check: async ({ judged, last }) => {
      const [exchange, other] = last.exchanges;
      if (!exchange || other || exchange.answer.status >= 300) return [];
      const { operation, answer } = exchange;
      const moved = changesIn(last, last.answered).flatMap(({ entity, id, before, after }) => {
        const state = fieldsOf(entity).find(({ kind }) => kind === 'state')?.name;
        const [from, to] = [before, after].map((row) => stateOf(row, state));
        return to !== undefined && from !== undefined && from !== to ? [{ entity, id, to }] : [];
      });
      for (const { entity, id, to } of moved) {
        const emitted = await eventsOf(judged, answer.headers['x-request-id'] ?? '', id);
        const key = `${entity.name} ${to}`;
        const ways = seen.get(key) ?? { byOperation: new Map<Operation, ReadonlySet<string>>() };
        seen.set(key, ways);
        ways.byOperation.set(operation, emitted);
        for (const [elsewhere, events] of ways.byOperation) {
          const [less, more] = [emitted, events].toSorted((one, two) => one.size - two.size) as [
            ReadonlySet<string>,
            ReadonlySet<string>,
          ];
          const waits = awaited(judged);
          const missing = [...more].filter((type) => waits.has(type));
          // Another event that is waited for may well be the one of this way.
          if (missing.length === 0 || [...less].some((type) => waits.has(type))) continue;
          const [silent, heard] = less === emitted ? [operation, elsewhere] : [elsewhere, operation];
          return [
            {
              operation: silent,
              message: `${silent.title} brings a ${entity.name} to "${to}" without emitting ${missing.join(', ')}, which ${heard.title} emits on the way there and which has a subscriber.`,
              fix: `Emit ${missing.join(', ')} here too (emits: …), or go by the same code as ${heard.title}.`,
              rows: [
                `is:        ${silent.title} emits ${[...less].join(', ') || 'nothing'}`,
                `should be: ${[...more].join(', ')}`,
              ],
            },
          ];
        }
      }
      return [];
    },
  };
}

function stateOf(row: object | null, field: string | undefined): string | undefined {
  const value = row && field ? (row as Readonly<Record<string, unknown>>)[field] : undefined;
  return typeof value === 'string' ? value : undefined;
}

async function eventsOf({ subject }: Judged, requestId: string, id: string): Promise<ReadonlySet<string>> {
  const rows = await subject.sql('SELECT type FROM outbox_events WHERE request_id = ? AND aggregate_id = ?', [
    requestId,
    id,
  ]);
  return new Set(rows.map(({ type }) => String(type)));
}

/** The events that some subscriber waits for. */
function awaited({ subject }: Judged): ReadonlySet<string> {
  return new Set(
    workersOf(subject).flatMap(({ subscriber }) => (subscriber?.to ?? []).map(({ type }) => type)),
  );
}
