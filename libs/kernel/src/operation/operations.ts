import type { AbstractType } from '../fields/json-schema.js';
import type { Row } from '../fields/rows.js';
import type { OperationMeta } from './operation-meta.js';

/** The part of an HTTP request that the kernel reads. */
export interface OperationRequest {
  readonly method: string;
  readonly url: string;
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>;
  readonly params: unknown;
  readonly query: unknown;
  readonly body: unknown;
  /** The route's pattern, `/v1/orders/:id/place`. */
  readonly routeOptions: { readonly url?: string | undefined };
}

/** The part of an HTTP answer that the kernel writes. */
export interface OperationReply {
  status(code: number): unknown;
  header(name: string, value: string | number): unknown;
}

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

  /** Checks every reference inside `input` within the caller's tenant and view. @throws DomainError `reference_not_found`. */
  abstract checkReferences(type: AbstractType, input: object): Promise<void>;
}

/** Answers the reading verbs. The platform provides it. */
export abstract class ResourceReader {
  abstract list(resource: unknown, request: OperationRequest, reply: OperationReply): Promise<unknown>;
  abstract read(resource: unknown, request: OperationRequest, reply: OperationReply): Promise<unknown>;
}
