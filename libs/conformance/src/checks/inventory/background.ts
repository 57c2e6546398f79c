import type { ConcreteType } from '@keelson/kernel';
import { schedulesOf } from '@keelson/platform';
import { backgroundOf } from '../../catalog/background.js';
import type { Proceedings } from '../../check.js';
import type { Judged } from '../../judged.js';

/** Processors, subscribers and schedules: nothing runs that the platform does not run, and nothing waits in vain. */
export function judgeBackground(judged: Judged, proceedings: Proceedings): void {
  const all = backgroundOf(judged.subject.application);
  const found = (rule: string, type: ConcreteType, message: string, mend: string) =>
    proceedings.found({
      rule: `inventory/${rule}`,
      operation: null,
      place: judged.placeOf(type),
      message,
      mend,
      evidence: {},
    });
  const processed = new Set(all.flatMap(({ processing }) => (processing ? [processing.job.name] : [])));
  const declared = new Set(judged.registry.events.map(({ type }) => type));
  for (const { type, subscriber, foreign } of all) {
    if (foreign)
      found(
        'unknown-background',
        type,
        `${type.name} is ${foreign}: it has no organization context, no retries or timeout from the platform, and it does not appear in the lists of jobs and schedules.`,
        'Use @JobProcessor, @Subscriber or defineSchedule instead.',
      );
    const unknown = subscriber?.to.filter((event) => !declared.has(event.type)) ?? [];
    for (const event of unknown)
      found(
        'unknown-event',
        type,
        `${type.name} subscribes to "${event.type}", which no feature declares.`,
        'List the event in Feature.declare({ events }) of the feature that emits it.',
      );
    if (!foreign && unknown.length === 0) proceedings.held('inventory/background', null);
  }
  for (const { name, job } of schedulesOf(judged.registry))
    if (processed.has(job.name)) proceedings.held('inventory/schedule', null);
    else
      proceedings.found({
        rule: 'inventory/schedule-in-vain',
        operation: null,
        place: { module: name.split('.')[0] ?? name },
        message: `The schedule "${name}" enqueues the job "${job.name}", which has no @JobProcessor.`,
        mend: `Write a class with @JobProcessor for "${job.name}", and list it in the providers of its module.`,
        evidence: {},
      });
}
