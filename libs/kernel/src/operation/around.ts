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

/**
 * Notes the provider that checks each call of a method inside its transaction.
 * @param name of the method, for the error
 * @throws Error when it has another one already, which would be dropped
 */
export function noteGateWithin(method: object, gate: Type<object>, name: string): void {
  const other = gateWithin(method);
  if (other && other !== gate)
    throw new Error(
      `${name}() has @GateWithin(${gate.name}) and @GateWithin(${other.name}), but an operation has one: write a gate that enters both.`,
    );
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
