import type { Resource } from '@keelson/kernel';
import type { Operation } from '../judged.js';
import type { Asking } from '../checks/access/asking.js';
import { evidenceOf } from '../checks/contract/requests.js';
import { workersOf, type Worker } from '../checks/job-run.js';
import { Ledger } from '../checks/semantics/ledger.js';
import { requestIdOf, Trials, type Trial } from '../checks/semantics/trial.js';
import type { Answer } from '../subject.js';
import { isOfOrganizations } from './exchange.js';
import { isExcused } from './excused.js';

/** An action that was accepted, with the events of its request. */
interface Way {
  readonly trial: Trial;
  readonly answer: Answer;
  readonly events: ReadonlySet<string>;
}

/**
 * Two actions that lead from one state to another emit what a subscriber waits for: one that hears of the first and not of
 * the second does its work for half of the rows.
 */
export async function judgeSameEvents(asking: Asking): Promise<void> {
  const workers = workersOf(asking.judged.subject).filter(({ subscriber }) => subscriber !== undefined);
  if (workers.length === 0) return;
  for (const resource of asking.judged.resources)
    if (resource.state && isOfOrganizations(resource))
      for (const [edge, operations] of edgesOf(asking, resource))
        if (operations.length > 1) await judgeEdge(asking, edge, operations, workers);
}

/** From a state to another, as JSON, with the actions that lead along there. */
function edgesOf(asking: Asking, resource: Resource): ReadonlyMap<string, readonly Operation[]> {
  const edges = new Map<string, Operation[]>();
  for (const operation of asking.judged.operations) {
    const { meta } = operation;
    if (operation.resource !== resource || meta?.verb !== 'action' || meta.to?.length !== 1) continue;
    for (const from of meta.from ?? []) {
      const edge = JSON.stringify([from, meta.to[0]]);
      if (from !== meta.to[0]) edges.set(edge, [...(edges.get(edge) ?? []), operation]);
    }
  }
  return edges;
}

async function judgeEdge(
  asking: Asking,
  edge: string,
  operations: readonly Operation[],
  workers: readonly Worker[],
): Promise<void> {
  const [from = '', to = ''] = JSON.parse(edge) as string[];
  const ways: Way[] = [];
  for (const operation of operations) {
    const way = await taken(asking, operation, from);
    if (way) ways.push(way);
  }
  for (const { trial, answer, events } of ways) {
    const missed = workers.find(
      (worker) => !hears(worker, events) && ways.some((other) => hears(worker, other.events)),
    );
    const { operation } = trial;
    if (!missed || isExcused(asking.judged, 'event-missing', operation.meta?.name)) {
      asking.held('event-missing', operation);
      continue;
    }
    const other = ways.find((way) => hears(missed, way.events)) as Way;
    asking.found('event-missing', operation, {
      message: `${operation.title} moves a row from "${from}" to "${to}", as ${other.trial.operation.title} does, but emits no event for the subscriber "${missed.processing.job.name}".`,
      mend: `Emit the same event, ${[...other.events].join(' or ')}, with \`emits\`; or let the subscriber listen to the event of this action, too. If it should not receive an event, declare it: invariants(silent('${operation.meta?.name}', 'why')).`,
      evidence: {
        ...evidenceOf(trial.inquiry, answer),
        rows: { actual: { events: [...events] }, expected: { events: [...other.events] } },
      },
    });
  }
}

async function taken(asking: Asking, operation: Operation, from: string): Promise<Way | null> {
  const ledger = new Ledger(asking.judged);
  const trial = await new Trials(asking, ledger).prepare(operation, undefined, from);
  const answer = trial && (await asking.send(trial.inquiry));
  if (!answer || answer.status >= 300) return null;
  const events = await ledger.events(requestIdOf(answer));
  return { trial, answer, events: new Set(events.map(({ type }) => type)) };
}

function hears({ subscriber }: Worker, events: ReadonlySet<string>): boolean {
  return subscriber?.to.some(({ type }) => events.has(type)) ?? false;
}
