import { fieldsOf, type ConcreteType } from '@keelson/kernel';

/** The class of fields that a handler's `@Api…Response({ type })` names for a status, if it does. */
export function answerType(handler: object, status: string): ConcreteType | null {
  const responses = (Reflect.getMetadata('swagger/apiResponse', handler) ?? {}) as Readonly<
    Record<string, { readonly type?: unknown }>
  >;
  const type = responses[status]?.type;
  return typeof type === 'function' && typeof type.prototype === 'object' && isShape(type as ConcreteType)
    ? (type as ConcreteType)
    : null;
}

function isShape(type: ConcreteType): boolean {
  return fieldsOf(type).length > 0;
}
