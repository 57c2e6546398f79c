import type { AbstractType } from '../fields/json-schema.js';
import type { RowsOutcome, ViewOutcome } from './outcome.js';

/** Checks the references inside inputs. The platform provides it. */
export abstract class References {
  /**
   * Within the caller's tenant and view, of the members that the body of `input` names.
   * @throws DomainError `reference_not_found`
   */
  abstract check(type: AbstractType, input: object): Promise<void>;
}

type Query = Readonly<Record<string, unknown>>;

/** Answers the reading verbs of a resource; a method that takes one over may return what this returns. The platform provides it. */
export abstract class ResourceReader {
  /** @param query the parameters of a list. @throws DomainError `validation_failed` */
  abstract list(resource: unknown, query: Query): Promise<RowsOutcome>;
  /**
   * @param id as the caller named it
   * @param query `fields` and `include`
   * @throws DomainError `not_found`, `validation_failed`
   */
  abstract read(resource: unknown, id: unknown, query?: Query): Promise<ViewOutcome>;
}
