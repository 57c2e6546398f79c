import type { ConcreteType } from '../fields/json-schema.js';
import type { Row } from '../fields/rows.js';
import type { Store } from '../resource/store.js';

/** Gives the store of each declared entity. The platform provides it. */
export abstract class Stores {
  abstract of<T extends Row>(entity: ConcreteType<T>): Store<T>;
}
