import {
  namedOnly,
  withContext,
  type AddedValues,
  type CatalogOperation,
  type ConcreteType,
  type Row,
} from '@keelson/kernel';

type Operation = Pick<CatalogOperation, 'resource' | 'verb' | 'supplied'>;

/** Calls a `create` whose author does not know the fields that modules add: the row that it inserts has them all the same. */
export function creating<R>(operation: Operation, input: object, call: () => R): R {
  const values = addedOf(operation, input);
  if (!values) return call();
  const added: AddedValues = { entity: operation.resource?.entity as ConcreteType, values };
  return withContext({ added }, call);
}

/** Gives a row, before the method of an `update` gets it, what the body names of such fields. */
export function changing(operation: Operation, input: object, row: Row): void {
  Object.assign(row, addedOf(operation, namedOnly(input)));
}

/** Null where nothing is added, or the method is the store's own, which writes all of the input. */
function addedOf({ resource, supplied }: Operation, input: object): Record<string, unknown> | null {
  const names = (resource?.addedInput ?? []).filter((name) => name in input);
  if (supplied || names.length === 0) return null;
  return Object.fromEntries(names.map((name) => [name, (input as Record<string, unknown>)[name]]));
}
