import type { ConcreteType } from '../fields/json-schema.js';

/** An entity that no resource shows, and the classes by which operations show and change its rows. */
export interface ShownEntity {
  readonly entity: ConcreteType;
  readonly view?: ConcreteType;
  readonly update?: ConcreteType;
}

/**
 * A class stands for one entity in one role: else it could not be said which added fields it has.
 * @returns a sentence for each class that is declared twice
 */
export function twinClassFaults(shown: readonly ShownEntity[]): string[] {
  const uses = shown.flatMap(({ entity, view, update }) => [
    ...(view ? [{ type: view, use: `view of ${entity.name}` }] : []),
    ...(update ? [{ type: update, use: `update of ${entity.name}` }] : []),
  ]);
  return uses.flatMap(({ type, use }, index) => {
    // An entity that is declared twice is another fault.
    const other = uses.slice(0, index).find((one) => one.type === type && one.use !== use);
    return other
      ? `${type.name} is the ${other.use} and the ${use}: declare a separate class for one of them, such as one that extends ${type.name}.`
      : [];
  });
}
