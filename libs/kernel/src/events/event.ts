import type { ConcreteType } from '../fields/json-schema.js';

/** A kind of event that operations emit; its payload is a class of fields. */
export interface EventDefinition<P extends object = object> {
  /** `order.placed`: the aggregate and what happened to it. */
  readonly type: string;
  /** Goes up when the payload changes its meaning. */
  readonly version: number;
  readonly payload: ConcreteType<P>;
}

/**
 * Names an event.
 * @param payload a class whose fields say what a subscriber may rely on
 * @throws Error when the type isn't `<aggregate>.<past tense>` in lower case.
 */
export function defineEvent<P extends object>(
  type: string,
  payload: ConcreteType<P>,
  version = 1,
): EventDefinition<P> {
  if (!/^[a-z][a-z0-9-]*\.[a-z][a-z0-9-]*$/.test(type))
    throw new Error(`Event type "${type}" must look like "order.placed".`);
  return { type, version, payload };
}
