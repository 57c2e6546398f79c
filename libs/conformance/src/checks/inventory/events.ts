import type { EventDefinition } from '@keelson/kernel';
import { routesOf } from '@keelson/platform';
import type { Proceedings } from '../../check.js';
import type { Judged } from '../../judged.js';

/** What is declared is emitted by somebody, and what is emitted is declared. */
export function judgeEvents(judged: Judged, proceedings: Proceedings): void {
  const { operations, registry, subject } = judged;
  const declared = new Set(registry.events.map(({ type }) => type));
  const emitted = new Set([
    ...routesOf(subject.application).flatMap(({ operation }) => operation?.emits?.type ?? []),
    ...usualEvents(judged),
  ]);
  for (const event of registry.events)
    if (emitted.has(event.type)) proceedings.held('inventory/event', null);
    else tellNeverEmitted(judged, proceedings, event);
  for (const { meta, title, place } of operations) {
    const type = meta?.emits?.type;
    if (type === undefined) continue;
    if (declared.has(type)) proceedings.held('inventory/event', title);
    else
      proceedings.found({
        rule: 'inventory/event-undeclared',
        operation: title,
        place,
        message: `${title} emits "${type}", which no feature declares.`,
        mend: 'List the event in Feature.declare({ events }) of the feature that emits it.',
        evidence: {},
      });
  }
}

function tellNeverEmitted(judged: Judged, proceedings: Proceedings, event: EventDefinition): void {
  proceedings.found({
    rule: 'inventory/event-never-emitted',
    operation: null,
    place: judged.placeOf(event),
    message: `The event "${event.type}" is declared, but no operation emits it, so its subscribers never run.`,
    mend: 'Set the event in `emits` on the @Action that should emit it, or remove it from Feature.declare({ events }).',
    evidence: {},
  });
}

/** What the stores record of every row, whichever operation writes it: `order.created`. */
function usualEvents({ registry }: Judged): string[] {
  return registry.resources.flatMap(({ name }) =>
    ['created', 'updated', 'deleted'].map((kind) => `${name}.${kind}`),
  );
}
