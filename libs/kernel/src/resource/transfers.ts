import { applyDecorators, SetMetadata } from '@nestjs/common';
import { RouteConfig } from '@nestjs/platform-fastify';
import type { EnqueuedJob } from '../jobs/job.js';
import type { OperationReply, OperationRequest } from '../operation/exchange.js';
import type { OperationMeta } from '../operation/operation-meta.js';

/** What rows travel as, by media type: RFC 4180, and one JSON object a line. */
export const transferFormats = { csv: 'text/csv', ndjson: 'application/x-ndjson' } as const;
export type TransferFormat = keyof typeof transferFormats;

/** Takes orders for exports and imports of resources. The platform provides it. */
export abstract class ResourceTransfers {
  /**
   * Enqueues the export of what the request's query names; runs inside an operation.
   * @throws DomainError `validation_failed`
   */
  abstract export(resource: unknown, query: Readonly<Record<string, unknown>>): Promise<EnqueuedJob>;

  /**
   * Stores the request's body as it comes, and enqueues its import as the operation that `meta` says.
   * @throws DomainError `unsupported_media_type`, `body_too_large`, `validation_failed`
   */
  abstract import(
    resource: unknown,
    meta: OperationMeta,
    request: OperationRequest,
    reply: OperationReply,
  ): Promise<unknown>;
}

const STREAMED = 'keelson:streamed-body';

/** Marks a route that reads its body as it comes, as CSV or NDJSON, however long it is. */
export const StreamedBody = (): MethodDecorator =>
  applyDecorators(SetMetadata(STREAMED, true), RouteConfig({ streamedBody: true }));

export function isStreamed(handler: object): boolean {
  return Reflect.hasMetadata(STREAMED, handler);
}
