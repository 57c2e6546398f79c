import { SetMetadata } from '@nestjs/common';
import type { Readable } from 'node:stream';
import type { EnqueuedJob } from '../jobs/job.js';
import type { ExportQuery } from '../list/list-query.js';
import type { TransferFormat } from './transfer-formats.js';

/** A file under way. */
export interface SentFile {
  readonly mediaType: string | undefined;
  /** Bytes that it is said to have; null when nothing is said. */
  readonly length: number | null;
  readonly body: Readable | undefined;
}

/** A file that has been stored, and that nothing refers to yet. */
export interface ReceivedFile {
  readonly fileId: string;
  readonly format: TransferFormat;
  readonly sha256: string;
}

/** Takes orders for exports and imports of resources. The platform provides it. */
export abstract class ResourceTransfers {
  /** Enqueues the export of what the query names; runs inside an operation. */
  abstract export(resource: unknown, query: ExportQuery): Promise<EnqueuedJob>;

  /**
   * Stores a file as it comes; outside of any transaction, since it comes once.
   * @throws DomainError `unsupported_media_type`, `body_too_large`, `malformed_body`, `validation_failed`
   */
  abstract receive(resource: unknown, file: SentFile): Promise<ReceivedFile>;

  /** Enqueues the import of a received file; runs inside an operation. */
  abstract import(resource: unknown, file: ReceivedFile): Promise<EnqueuedJob>;

  /** Removes a received file that no import has taken. */
  abstract discard(file: ReceivedFile): Promise<void>;
}

const STREAMED = 'keelson:streamed-body';

/** Marks a route that reads its body as it comes, as CSV or NDJSON, however long it is. */
export const StreamedBody = (): MethodDecorator => SetMetadata(STREAMED, true);

export function isStreamed(handler: object): boolean {
  return Reflect.hasMetadata(STREAMED, handler);
}
