import type { Type } from '@nestjs/common';

const GATES = 'keelson:gates';
const WITHIN = 'keelson:gates-within';
const PREPARATION = 'keelson:preparation';

/** Notes the provider of one more gate of a method, before those that it has; once, however often it is given. */
export function noteGate(method: object, gate: Type<object>): void {
  const others = gatesOf(method).filter((one) => one !== gate);
  Reflect.defineMetadata(GATES, [gate, ...others], method);
}

/** The providers that check each call of an operation, in the order in which they are asked. */
export function gatesOf(method: object): readonly Type<object>[] {
  return (Reflect.getMetadata(GATES, method) ?? []) as readonly Type<object>[];
}

/** Notes the provider that checks each call of a method inside its transaction. */
export function noteGateWithin(method: object, gate: Type<object>): void {
  Reflect.defineMetadata(WITHIN, gate, method);
}

/** The provider that checks each call of an operation inside its transaction; null when it has none. */
export function gateWithin(method: object): Type<object> | null {
  return (Reflect.getMetadata(WITHIN, method) as Type<object> | undefined) ?? null;
}

export function notePreparation(method: object, preparation: Type<object>): void {
  Reflect.defineMetadata(PREPARATION, preparation, method);
}

/** The provider that does the slow work of an operation; null when it has none. */
export function preparationOf(method: object): Type<object> | null {
  return (Reflect.getMetadata(PREPARATION, method) as Type<object> | undefined) ?? null;
}
