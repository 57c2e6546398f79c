import type { ConcreteType } from '@keelson/kernel';
import type { Route } from '@keelson/platform';

/** The classes of fields that a route answers with: those of its resource, and those that its method says. */
export function answersOf({ handler, operation }: Pick<Route, 'handler' | 'operation'>): ConcreteType[] {
  const responses = Reflect.getMetadata('swagger/apiResponse', handler) as
    | Readonly<Record<string, { readonly type?: unknown }>>
    | undefined;
  const written = Object.values(responses ?? {}).flatMap(({ type }) =>
    typeof type === 'function' ? [type as ConcreteType] : [],
  );
  return operation?.answer ? [operation.answer, ...written] : written;
}
