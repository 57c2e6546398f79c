import {
  fieldsOf,
  referenceNotFound,
  Stores,
  type AbstractType,
  type ConcreteType,
  type Row,
  type Violation,
} from '@keelson/kernel';
import { Injectable } from '@nestjs/common';

/** Ids asked for in one statement. */
const batch = 500;

interface Reference {
  readonly target: ConcreteType<Row>;
  readonly id: string;
  readonly pointer: string;
}

/** Makes sure that ids in a body point to rows of the caller's own organization that the caller may see. */
@Injectable()
export class ReferenceChecker {
  constructor(private readonly stores: Stores) {}

  /** @throws DomainError `reference_not_found`, the same for what is another's and what is nothing */
  async check(type: AbstractType, input: object): Promise<void> {
    const references = [...referencesIn(type, input, '')];
    const missing: Violation[] = [];
    for (const target of new Set(references.map((reference) => reference.target))) {
      const mine = references.filter((reference) => reference.target === target);
      const found = await this.existing(target, [...new Set(mine.map(({ id }) => id.toLowerCase()))]);
      for (const { id, pointer } of mine)
        if (!found.has(id.toLowerCase()))
          missing.push({ pointer, detail: 'points to nothing that you may see' });
    }
    if (missing.length > 0)
      throw referenceNotFound({ detail: 'Check the ids; see errors.', errors: missing.slice(0, 50) });
  }

  private async existing(target: ConcreteType<Row>, ids: readonly string[]): Promise<Set<string>> {
    const found = new Set<string>();
    for (let from = 0; from < ids.length; from += batch) {
      const rows = await this.stores.of(target).find({ id: ids.slice(from, from + batch) }, { limit: batch });
      for (const row of rows) found.add(row.id);
    }
    return found;
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
