import {
  namedOnly,
  withContext,
  type AddedValues,
  type CatalogOperation,
  type ConcreteType,
  type Row,
} from '@keelson/kernel';

type Values = Readonly<Record<string, unknown>>;

/**
 * What a client gives to fields that modules add, for a `create` or `update` that the author of the resource has written and
 * that does not know them. There is nothing of it where the method is the store's own, which writes all of the input.
 */
export class AddedInput {
  private readonly added: AddedValues | null;

  constructor({ resource, verb, supplied }: CatalogOperation, input: object) {
    const written = resource && !supplied && (verb === 'create' || verb === 'update');
    const given = verb === 'update' ? namedOnly(input) : input;
    const names = (written ? resource.addedInput : []).filter((name) => Object.hasOwn(given, name));
    const values = names.map((name) => [name, (given as Values)[name]]);
    this.added =
      names.length > 0
        ? {
            entity: resource?.entity as ConcreteType,
            values: Object.fromEntries(values) as Values,
            given: false,
          }
        : null;
  }

  /**
   * Runs a `create`: the first row of the entity that it inserts gets the values. One that it only finds keeps its own: who may
   * create rows need not be allowed to change them.
   */
  whileCreating<R>(create: () => R): R {
    return this.added ? withContext({ added: this.added }, create) : create();
  }

  /** Gives them to a row that an `update` changes. */
  giveTo(row: Row): void {
    Object.assign(row, this.added?.values);
  }
}
