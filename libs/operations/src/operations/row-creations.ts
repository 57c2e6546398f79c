import {
  DomainError,
  type CatalogOperation,
  type ConcreteType,
  type Resource,
  type Row,
} from '@keelson/kernel';
import type { ScopedStores, SqlDatabase } from '@keelson/sql/ports';
import { AddedInput } from './added-input.js';
import type { ReferenceChecker } from './reference-checker.js';

type Refusal = DomainError | null;

/** Carries out the `create` of a resource for many inputs, within the transaction under way. */
export class RowCreations {
  private readonly resource: Resource;

  constructor(
    private readonly operation: CatalogOperation,
    private readonly database: SqlDatabase,
    private readonly stores: ScopedStores,
    private readonly references: ReferenceChecker,
  ) {
    this.resource = operation.resource as Resource;
  }

  /** All of the rows together; when one of them is refused, each by itself. */
  async create(inputs: readonly object[]): Promise<Refusal[]> {
    const refusals = await this.references.missing(this.resource.create as ConcreteType, inputs);
    const whole = [...inputs.keys()].filter((index) => refusals[index] === null);
    const at = (index: number) => inputs[index] as object;
    if (whole.length === 0 || (await this.refusalOf(whole.map(at))) === null) return refusals;
    for (const index of whole) refusals[index] = await this.refusalOf([at(index)]);
    return refusals;
  }

  /** Why these rows can not be written; null when they were. */
  private async refusalOf(inputs: readonly object[]): Promise<Refusal> {
    try {
      await this.database.unit().part(() => this.write(inputs));
      return null;
    } catch (error) {
      // What is the moment's and not the input's goes on.
      if (error instanceof DomainError && error.kind !== 'unavailable' && error.kind !== 'too_many_requests')
        return error;
      throw error;
    }
  }

  private async write(inputs: readonly object[]): Promise<void> {
    const store = this.stores.of(this.resource.entity as ConcreteType<Row>);
    if (this.operation.supplied) await store.insertMany(inputs);
    // What the method has changed after it inserted the row is written too, as for a single call.
    else for (const input of inputs) await store.save(await this.call(input));
  }

  private async call(input: object): Promise<Row> {
    const { method, instance } = this.operation.handler;
    const added = new AddedInput(this.operation, input);
    return added.whileCreating(() => method.call(instance(), input) as Promise<Row>);
  }
}
