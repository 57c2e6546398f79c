import {
  maybeContext,
  namedOnly,
  ViewOutcome,
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

  constructor(
    private readonly operation: CatalogOperation,
    input: object,
  ) {
    const { resource, verb, supplied } = operation;
    const written = resource && !supplied && (verb === 'create' || verb === 'update');
    const given = verb === 'update' ? namedOnly(input) : input;
    const names = (written ? resource.addedInput : []).filter((name) => Object.hasOwn(given, name));
    const values = names.map((name) => [name, (given as Values)[name]]);
    this.added =
      names.length > 0
        ? {
            entity: resource?.entity as ConcreteType,
            values: Object.fromEntries(values) as Values,
            givenTo: null,
          }
        : null;
  }

  /**
   * Runs a `create`: the first row of the entity that it inserts gets the values. One that it only finds keeps its own: who may
   * create rows need not be allowed to change them.
   * @returns what `create` does
   * @throws Error when that is another row than the one that got the values
   */
  async whileCreating<R>(create: () => R): Promise<Awaited<R>> {
    const { added } = this;
    // Those of an operation that calls this one are for the row of that one.
    if (!added) return await withoutAdded(create);
    const result = await withContext({ added }, create);
    const row = result instanceof ViewOutcome ? result.row : result instanceof added.entity ? result : null;
    if (row && added.givenTo !== null && (row as { readonly id: string }).id !== added.givenTo)
      throw new Error(
        `${this.operation.name} returns another row of ${added.entity.name} than the first one that it inserts, which got the values of ${Object.keys(added.values).join(', ')}: insert the row that it returns first.`,
      );
    return result;
  }

  /** Gives them to a row that an `update` changes. */
  giveTo(row: Row): void {
    Object.assign(row, this.added?.values);
  }
}

/** Runs `work` without values that the operation which calls it was given for its own row. */
export function withoutAdded<R>(work: () => R): R {
  return maybeContext()?.added ? withContext({ added: undefined }, work) : work();
}
