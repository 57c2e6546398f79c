import {
  FeatureRegistry,
  fieldsOf,
  namedOnly,
  maybeContext,
  References,
  referenceNotFound,
  type AbstractType,
  type ConcreteType,
  type DomainError,
  type Row,
} from '@keelson/kernel';
import { Injectable } from '@nestjs/common';
import { ScopedStores } from '@keelson/sql/ports';

/** Ids asked for in one statement. */
const batch = 500;

interface Reference {
  readonly target: ConcreteType<Row>;
  readonly id: string;
  readonly pointer: string;
}

/** Makes sure that ids in a body point to rows of the caller's own organization that the caller may see. */
@Injectable()
export class ReferenceChecker extends References {
  constructor(
    private readonly stores: ScopedStores,
    private readonly registry: FeatureRegistry,
  ) {
    super();
  }

  /**
   * Only of members that the body names: a merge patch answers for nothing else.
   * @throws DomainError `reference_not_found`, the same for what is another's and what is nothing
   */
  override async check(type: AbstractType, input: object): Promise<void> {
    const [missing] = await this.missing(type, [input]);
    if (missing) throw missing;
  }

  /** What {@link check} says of each of many inputs, null where nothing is missing; by one statement per kind of row. */
  async missing(type: AbstractType, inputs: readonly object[]): Promise<(DomainError | null)[]> {
    const references = inputs.map((input) => [...referencesIn(type, namedOnly(input), '')]);
    const found = new Map<ConcreteType<Row>, Set<string>>();
    for (const target of new Set(references.flat().map((reference) => reference.target))) {
      const mine = references.flat().filter((reference) => reference.target === target);
      found.set(target, await this.existing(target, [...new Set(mine.map(({ id }) => id.toLowerCase()))]));
    }
    return references.map((its) => {
      const errors = its
        .filter(({ target, id }) => !found.get(target)?.has(id.toLowerCase()))
        .map(({ pointer }) => ({
          pointer,
          detail: 'refers to a row that does not exist or that you have no access to',
        }));
      return errors.length > 0
        ? referenceNotFound({ detail: 'Check the ids; see errors.', errors: errors.slice(0, 50) })
        : null;
    });
  }

  private async existing(target: ConcreteType<Row>, ids: readonly string[]): Promise<Set<string>> {
    const found = new Set<string>();
    for (let from = 0; from < ids.length; from += batch) {
      const rows = await this.rows(target, ids.slice(from, from + batch));
      for (const row of rows) if (!this.isRemoved(target, row)) found.add(row.id);
    }
    return found;
  }

  /** A row that can be removed and kept stays as it is found until the reference to it is written. */
  private rows(target: ConcreteType<Row>, ids: readonly string[]): Promise<Row[]> {
    const store = this.stores.of(target);
    const isHeld = this.registry.resourceFor(target)?.softRemoval && maybeContext()?.unit;
    return isHeld ? store.hold(ids) : store.find({ id: ids });
  }

  /** Removed rows are kept for the references that there are; no new one may point to them. */
  private isRemoved(target: ConcreteType<Row>, row: Row): boolean {
    const { softRemoval, state } = this.registry.resourceFor(target) ?? {};
    if (!softRemoval || !state) return false;
    return (row as unknown as Readonly<Record<string, unknown>>)[state.name] === softRemoval.to;
  }
}

function* referencesIn(type: AbstractType, input: object, at: string): Generator<Reference> {
  for (const field of fieldsOf(type)) {
    const value = (input as Record<string, unknown>)[field.name];
    if (field.target && typeof value === 'string')
      yield { target: field.target() as ConcreteType<Row>, id: value, pointer: `${at}/${field.name}` };
    if (field.element && Array.isArray(value))
      for (const [index, one] of (value as object[]).entries())
        yield* referencesIn(field.element(), one, `${at}/${field.name}/${index}`);
  }
}
