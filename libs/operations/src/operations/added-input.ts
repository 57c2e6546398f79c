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
  private readonly added: AddedValues;

  constructor({ resource, verb, supplied }: CatalogOperation, input: object) {
    const written = resource && !supplied && (verb === 'create' || verb === 'update');
    const given = verb === 'update' ? namedOnly(input) : input;
    const names = (written ? resource.addedInput : []).filter((name) => name in given);
    const values = names.map((name) => [name, (given as Values)[name]]);
    this.added = {
      entity: resource?.entity as ConcreteType,
      values: names.length > 0 ? (Object.fromEntries(values) as Values) : null,
    };
  }

  /** Runs a `create`: the first row of the entity that it inserts gets the values. */
  whileCreating<R>(create: () => R): R {
    return this.added.values ? withContext({ added: this.added }, create) : create();
  }

  /** Gives them to a row, unless one that was inserted has them. */
  giveTo(row: Row): void {
    if (this.added.values) Object.assign(row, this.added.values);
  }
}
