import { SetMetadata } from '@nestjs/common';
import type { ConcreteType } from '../fields/json-schema.js';
import type { EventDefinition } from './event.js';

/** An event as it was recorded with its row. */
export interface RecordedEvent<P extends object = object> {
  /** The same at every delivery: give it to others as an idempotency key. */
  readonly id: string;
  readonly type: string;
  readonly version: number;
  /** An instance of the definition's payload class, validated. */
  readonly payload: P;
  readonly organizationId: string;
  /** The row that the event is about. */
  readonly aggregate: { readonly type: string; readonly id: string };
  /** Counts the events of the aggregate; a subscriber meets them in this order. */
  readonly sequence: number;
  readonly occurredAt: Date;
  /** The user who caused it. */
  readonly causedBy: string | null;
  readonly requestId: string;
}

/** One try at handing an event over. */
export interface Delivery {
  /** From 1. */
  readonly number: number;
  /** Aborts when the time is over or the process ends. */
  readonly signal: AbortSignal;
}

export interface EventHandler<P extends object = object> {
  handle(event: RecordedEvent<P>, delivery: Delivery): Promise<void>;
}

/**
 * What the handler touches. `database`: its writes and the mark that the event was handled commit together, so it takes
 * effect once; it must have no effect elsewhere. `outside`: it calls others, without a transaction around it, at least
 * once and under one stable id.
 */
export type Effects = 'database' | 'outside';

export interface SubscriberOptions<P extends object> {
  /** What it waits for. */
  readonly to: EventDefinition<P> | readonly EventDefinition<P>[];
  readonly effects: Effects;
  /** Tries before the event is parked, 1 to 50; 8 unless said otherwise. The pause between them doubles from one second. */
  readonly attempts?: number;
  /** How long one try may take, in milliseconds, up to an hour; a minute unless said otherwise. */
  readonly timeoutMs?: number;
  /** How many events one process handles at a time, 1 to 64; 4 unless said otherwise. One aggregate's always come one by one. */
  readonly concurrency?: number;
}

/** A declared subscriber. */
export interface SubscriberMeta extends Required<Omit<SubscriberOptions<object>, 'to'>> {
  /** `catalog.reorder`: stable, since what was handled is remembered by it. */
  readonly name: string;
  readonly to: readonly EventDefinition[];
}

const SUBSCRIBER = 'keelson:subscriber';

/**
 * Makes a provider handle events: each once per subscriber and in the order of its aggregate. An event whose attempts
 * are used up is parked, and holds the later ones of its aggregate for this subscriber until somebody retries or skips it.
 * A new subscriber meets what is recorded from its first deployment on.
 * @param name `<feature>.<what it does>` in lower case
 * @throws Error when the name or a bound is wrong
 */
export function Subscriber<P extends object>(name: string, options: SubscriberOptions<P>) {
  if (!/^[a-z][a-z0-9-]*\.[a-z][a-z0-9-]*$/.test(name))
    throw new Error(`Subscriber "${name}" must look like "catalog.reorder".`);
  const { attempts = 8, timeoutMs = 60_000, concurrency = 4, effects } = options;
  const bounds: [string, number, number][] = [
    ['attempts', attempts, 50],
    ['timeoutMs', timeoutMs, 3_600_000],
    ['concurrency', concurrency, 64],
  ];
  for (const [option, value, most] of bounds)
    if (!Number.isInteger(value) || value < 1 || value > most)
      throw new Error(`Subscriber "${name}": ${option} must be a whole number from 1 to ${most}.`);
  const to = [options.to].flat() as unknown as readonly EventDefinition[];
  if (to.length === 0) throw new Error(`Subscriber "${name}" has no event: list at least one in "to".`);
  const meta: SubscriberMeta = { name, to, effects, attempts, timeoutMs, concurrency };
  return (target: ConcreteType<EventHandler<P>>): void => {
    SetMetadata(SUBSCRIBER, meta)(target);
  };
}

/** What a class subscribes to; undefined when it carries no {@link Subscriber}. */
export function subscriberOf(type: object): SubscriberMeta | undefined {
  return Reflect.getOwnMetadata(SUBSCRIBER, type) as SubscriberMeta | undefined;
}
