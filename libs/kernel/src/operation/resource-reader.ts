import type { AbstractType } from '../fields/json-schema.js';
import type { ListQuery, ReadQuery } from '../list/list-query.js';
import type { RowsOutcome, ViewOutcome } from './outcome.js';

/** Checks the references inside inputs. The platform provides it. */
export abstract class References {
  /**
   * Within the caller's tenant and view, of the members that the body of `input` names.
   * @throws DomainError `reference_not_found`
   */
  abstract check(type: AbstractType, input: object): Promise<void>;
}

/** Answers the reading verbs of a resource; a method that takes one over may return what this returns. The platform provides it. */
export abstract class ResourceReader {
  /** @throws DomainError `query_too_slow`, `forbidden` for what the query includes */
  abstract list(resource: unknown, query: ListQuery): Promise<RowsOutcome>;
  /**
   * @param id as the caller named it
   * @param query the whole row, if left out
   * @throws DomainError `not_found`, `validation_failed`, `forbidden` for what the query includes
   */
  abstract read(resource: unknown, id: unknown, query?: ReadQuery): Promise<ViewOutcome>;
}
