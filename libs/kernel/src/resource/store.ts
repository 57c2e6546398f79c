import { Inject } from '@nestjs/common';
import type { EventDefinition } from '../events/event.js';
import type { AbstractType } from '../fields/json-schema.js';
import type { Row } from '../fields/rows.js';
import type { Condition } from './visibility.js';

/**
 * The values of a new row: what the store can't know by itself. An id only where it comes from elsewhere (an import,
 * sample data); the store makes one otherwise.
 */
export type NewValues<T extends Row> = Partial<Omit<T, keyof Row>> & { readonly id?: string };

/**
 * The rows of one entity, within the scope of the present work: a caller's organization and what `visible` shows of it.
 * Every write needs a transaction (an operation has one), raises the row's version and records an audit entry and an
 * event beside it.
 */
export interface Store<T extends Row> {
  /** @throws DomainError `not_found` when there is no such row, or the caller may not see it. */
  get(id: string): Promise<T>;
  /**
   * The rows that fit all the conditions, by id: the first `limit`, or without one all of them. All is 100 at most,
   * or as many as the condition has ids.
   * @throws Error when there are more and no limit says that the first are meant; when the limit is not a whole number up
   * to 10,000
   */
  find(condition: Condition<T>, options?: { readonly limit?: number }): Promise<T[]>;
  /** How many rows fit all the conditions. */
  count(condition: Condition<T>): Promise<number>;
  /**
   * The rows with these ids, locked until the transaction ends, in id order (so that two operations can't wait for each
   * other). @throws DomainError `not_found` when one is missing.
   */
  lock(ids: readonly string[]): Promise<T[]>;
  /** @throws DomainError `already_exists` when a unique value is taken. */
  insert(values: NewValues<T>): Promise<T>;
  /**
   * {@link insert} of many rows by few statements, however many there are: all of them or none.
   * @throws DomainError `already_exists` when a unique value is taken, or two of the rows share one
   */
  insertMany(values: readonly NewValues<T>[]): Promise<T[]>;
  /**
   * Writes the fields that differ from what was read; nothing when none does.
   * @param emits the event instead of `<name>.updated`; it is recorded in any case
   * @throws DomainError `changed_meanwhile` when someone wrote the row in between, `already_exists`.
   */
  save(row: T, emits?: EventDefinition): Promise<T>;
  /** {@link save} of many rows by few statements, however many there are: all of them or none. @throws DomainError as it does */
  saveMany(rows: readonly T[]): Promise<readonly T[]>;
  remove(row: T): Promise<void>;
}

/** The injection token of an entity's store. */
export function storeToken(entity: AbstractType): string {
  return `Store<${entity.name}>`;
}

/** Injects the store of an entity that a feature declares. */
export function InjectStore(entity: AbstractType): PropertyDecorator & ParameterDecorator {
  return Inject(storeToken(entity));
}
