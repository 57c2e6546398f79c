import { fieldsOf, type ConcreteType, type Row } from '@keelson/kernel';
import { workersOf } from '../../checks/job-run.js';
import type { Place } from '../../finding.js';
import type { Judged, Operation } from '../../judged.js';
import { isExcused } from '../../properties/excused.js';
import { changesIn, type Invariant, type StepOutcome, type Violation } from '../invariant.js';
import type { RowChange } from '../snapshot.js';

/** What leads to a state: an operation, or a job that changes rows later. */
interface Way {
  readonly title: string;
  /** Of the operation or job. */
  readonly name: string | undefined;
  readonly operation: Operation | null;
  readonly place?: Place;
}

/** A way that was taken, with the types of the events that it has emitted for the row. */
interface Taken {
  readonly way: Way;
  readonly emitted: ReadonlySet<string>;
}

/** A row that was in one state before a step and is in another after it. */
interface Moved {
  readonly entity: ConcreteType;
  readonly before: Row;
  readonly after: Row;
  readonly to: string;
}

/**
 * Two ways that bring rows to one state, operations or jobs, emit what a subscriber waits for: both of them, or none. It
 * remembers what it has seen of other sequences.
 */
export function destinationsAgree(place: Place): Invariant {
  const seen = new Map<string, Map<string, Taken>>();
  return {
    name: 'event-missing',
    place,
    check: async ({ judged, last }) => {
      const waits = awaited(judged);
      const ways = waysOf(last).filter(({ way }) => !isExcused(judged, 'event-missing', way.name));
      for (const { way, changes } of waits.size > 0 ? ways : [])
        for (const moved of movedIn(changes)) {
          const key = `${moved.entity.name} ${moved.to}`;
          const known = seen.get(key) ?? new Map<string, Taken>();
          const taken = { way, emitted: await eventsOf(judged, moved) };
          seen.set(key, known.set(way.title, taken));
          for (const other of known.values()) {
            const found = disagreement(moved, waits, taken, other);
            if (found) return [found];
          }
        }
      return [];
    },
  };
}

interface Step {
  readonly way: Way;
  readonly changes: readonly RowChange[];
}

/** The one request of a step, and the one kind of job that was done after it; of several, nobody knows which has done it. */
function waysOf(last: StepOutcome): Step[] {
  const [[exchange, other], [job, another]] = [last.exchanges, last.jobs];
  const ways: Step[] = [];
  if (exchange && !other && exchange.answer.status < 300)
    ways.push({
      way: {
        title: exchange.operation.title,
        name: exchange.operation.meta?.name,
        operation: exchange.operation,
      },
      changes: changesIn(last, last.answered),
    });
  if (job && !another)
    ways.push({
      way: { title: `"${job.name}"`, name: job.name, operation: null, place: job.place },
      changes: changesIn({ ...last, before: last.answered }),
    });
  return ways;
}

function movedIn(changes: readonly RowChange[]): Moved[] {
  return changes.flatMap(({ entity, before, after }) => {
    const state = fieldsOf(entity).find(({ kind }) => kind === 'state')?.name;
    const [from, to] = [stateOf(before, state), stateOf(after, state)];
    const isMoved = before && after && to !== undefined && from !== undefined && from !== to;
    return isMoved ? [{ entity, before, after, to }] : [];
  });
}

function stateOf(row: object | null, field: string | undefined): string | undefined {
  const value = row && field ? (row as Readonly<Record<string, unknown>>)[field] : undefined;
  return typeof value === 'string' ? value : undefined;
}

/** Another event that is waited for may well be the one of a way. */
function disagreement(
  { entity, to }: Moved,
  waits: ReadonlySet<string>,
  one: Taken,
  other: Taken,
): Violation | null {
  const [less, more] = [one, other].toSorted((a, b) => a.emitted.size - b.emitted.size) as [Taken, Taken];
  const missing = [...more.emitted].filter((type) => waits.has(type));
  if (missing.length === 0 || [...less.emitted].some((type) => waits.has(type))) return null;
  const [silent, heard] = [less.way, more.way];
  return {
    operation: silent.operation,
    ...(silent.place && { place: silent.place }),
    message: `${silent.title} moves a ${entity.name} to "${to}" without emitting ${missing.join(', ')}, which has a subscriber and is emitted when ${heard.title} moves a row to this state.`,
    fix: `Emit ${missing.join(', ')} here too (emits: …, or store.save(row, …) in a job), or call the same code as ${heard.title}. If subscribers should not receive an event, declare it: invariants(silent('${silent.name ?? 'area:verb'}', 'why')).`,
    rows: [
      `is:        ${silent.title} emits ${[...less.emitted].join(', ') || 'nothing'}`,
      `should be: ${[...more.emitted].join(', ')}`,
    ],
  };
}

/** An event is as old as the version of its row that it tells of. */
async function eventsOf({ subject }: Judged, { before, after }: Moved): Promise<ReadonlySet<string>> {
  const rows = await subject.sql(
    'SELECT type FROM outbox_events WHERE aggregate_id = ? AND sequence > ? AND sequence <= ?',
    [after.id, before.version, after.version],
  );
  return new Set(rows.map(({ type }) => String(type)));
}

/** The events that some subscriber waits for. */
function awaited({ subject }: Judged): ReadonlySet<string> {
  return new Set(
    workersOf(subject).flatMap(({ subscriber }) => (subscriber?.to ?? []).map(({ type }) => type)),
  );
}
