import type { ConcreteType } from '@keelson/kernel';

/** The classes of fields that a controller's method says it answers with. */
export function answersOf(handler: object | undefined): ConcreteType[] {
  const responses = (handler && Reflect.getMetadata('swagger/apiResponse', handler)) as
    | Readonly<Record<string, { readonly type?: unknown }>>
    | undefined;
  return Object.values(responses ?? {}).flatMap(({ type }) =>
    typeof type === 'function' ? [type as ConcreteType] : [],
  );
}
