import type { AbstractType } from '../fields/json-schema.js';
import type { Row } from '../fields/rows.js';
import type { OperationReply, OperationRequest } from './exchange.js';
import type { OperationMeta } from './operation-meta.js';

/** Runs writes. The platform provides it. */
export abstract class Operations {
  /** Runs `work` as one operation and answers with its view. `work` may run more than once. */
  abstract run(
    operation: OperationMeta,
    request: OperationRequest,
    reply: OperationReply,
    work: () => Promise<unknown>,
  ): Promise<unknown>;

  /**
   * The row that the path names, locked for the operation under way; the same object for every asker.
   * @throws DomainError `not_found`, `version_mismatch` (If-Match), `wrong_state`.
   */
  abstract found(
    entity: AbstractType<Row>,
    request: OperationRequest,
    operation: OperationMeta | null,
  ): Promise<Row>;

  /**
   * Checks the references inside `input` within the caller's tenant and view: those of members that its body names.
   * @throws DomainError `reference_not_found`
   */
  abstract checkReferences(type: AbstractType, input: object): Promise<void>;
}

/** Answers the reading verbs. The platform provides it. */
export abstract class ResourceReader {
  abstract list(resource: unknown, request: OperationRequest, reply: OperationReply): Promise<unknown>;
  abstract read(resource: unknown, request: OperationRequest, reply: OperationReply): Promise<unknown>;
}
