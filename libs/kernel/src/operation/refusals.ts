import type { CallWords } from '../context/call-words.js';
import { maybeContext } from '../context/context.js';
import type { DomainError, Violation } from '../errors/domain-error.js';
import { validationFailed } from '../errors/kernel-errors.js';
import { isUuid } from '../fields/uuid.js';

/** Most faults that one answer names. */
const mostFaults = 50;

const plain: CallWords = { input: 'input', parameters: 'call', id: 'id', key: { parameter: 'key' } };

/** The words of the face by which the present work was asked for. */
export function callWords(): CallWords {
  return maybeContext()?.words ?? plain;
}

/**
 * The id of a row, as a caller names it, in lower case.
 * @param parameter where it stands
 * @throws DomainError `validation_failed`
 */
export function idOf(given: unknown, parameter = 'id'): string {
  if (isUuid(given)) return given.toLowerCase();
  throw validationFailed({
    detail: `The ${callWords().id} is not a UUID.`,
    errors: [{ parameter, detail: 'must be a UUID' }],
  });
}

/** Refuses parameters of a call, each by its name. */
export function wrongParameters(errors: readonly Violation[]): DomainError {
  return validationFailed({
    detail: `The ${callWords().parameters} is invalid; see errors.`,
    errors: errors.slice(0, mostFaults),
  });
}

/** Refuses members of an input, each by its pointer. */
export function wrongInput(errors: readonly Violation[]): DomainError {
  const what = errors.length === 1 ? 'One field is' : `${errors.length} fields are`;
  return validationFailed({ detail: `${what} not valid; see errors.`, errors: errors.slice(0, mostFaults) });
}

/** Refuses an input that has no members. */
export function noObject(): DomainError {
  return validationFailed({
    detail: `The ${callWords().input} must be a JSON object.`,
    errors: [{ pointer: '', detail: 'must be an object' }],
  });
}
