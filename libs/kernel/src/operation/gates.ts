import type { Type } from '@nestjs/common';
import type { ErrorDefinition } from '../errors/domain-error.js';
import { noteGate, noteGateWithin, notePreparation } from './around.js';
import type { Invocation } from './invoker.js';
import type { CatalogOperation } from './operation-catalog.js';

/** A check of each call of an operation, whichever face it comes by; a provider. */
export interface OperationGate {
  /** Outside of the transaction; the input is not validated yet. @throws DomainError for a call that it refuses */
  check(invocation: Invocation): Promise<void>;
}

/**
 * Has a provider check each call of the operation: after the caller is authorized, before anything is read or written.
 * Several gates of one operation are asked in the order in which they are written.
 */
export function Gate(gate: Type<OperationGate>): MethodDecorator {
  return (_target, _key, { value }) => noteGate(value as object, gate);
}

/** A check of each call of a write at the beginning of its transaction; a provider. */
export interface TransactionGate {
  /**
   * Inside the transaction, before a row is locked; again when the transaction is rerun. What it takes, such as a turn, is
   * kept to the end. @throws DomainError for a call that it refuses
   */
  enter(operation: CatalogOperation): Promise<void>;
}

/**
 * Has a provider check each call of the operation inside its transaction: for what must not change until the commit, and
 * must be known before the row is locked. An operation has one; one that only reads has no transaction, and so none.
 * @throws Error for a second one
 */
export function GateWithin(gate: Type<TransactionGate>): MethodDecorator {
  return (target, key, { value }) =>
    noteGateWithin(value as object, gate, `${target.constructor.name}.${String(key)}`);
}

/**
 * Slow work for each call of an operation, such as a password's hash: no connection should wait for it, and no rerun should
 * repeat it. A provider.
 */
export interface Preparation<I extends object = object, T = unknown> {
  /**
   * Runs outside of the transaction, after the input was validated and an idempotency key was claimed.
   * @param input the operation's, an instance of its class
   * @param call from which network it comes, where the face knows one
   * @returns what the method gets by `@Prepared()`
   * @throws DomainError as the operation itself would
   */
  prepare(input: I, call: Pick<Invocation, 'network'>): Promise<T>;
  /** Milliseconds from a valid input to the answer, at least: hides how much there was to do. */
  readonly floorMs?: number;
  /** An error of the operation that another preparation may avoid: both are done anew, five times at most. */
  readonly again?: ErrorDefinition;
}

/** Has a provider do the slow work of an operation before its transaction. */
export function Prepare(preparation: Type<Preparation<never>>): MethodDecorator {
  return (_target, _key, { value }) => notePreparation(value as object, preparation);
}
