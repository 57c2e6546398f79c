import { bodyTooLarge, malformedBody } from '@keelson/kernel';
import { Inject, Injectable } from '@nestjs/common';
import { createHash } from 'node:crypto';
import type { Readable } from 'node:stream';
import { v7 as uuidv7 } from 'uuid';
import { pacedBody } from '../http/body-deadlines.js';
import { PLATFORM_OPTIONS, type PlatformOptions } from '../platform-options.js';
import { importLimitBytes } from './import-limit.js';
import { JobFiles, uploadedChunk } from './job-files.js';

export interface Upload {
  readonly fileId: string;
  readonly bytes: number;
  readonly sha256: string;
}

export interface UploadRequest {
  readonly mediaType: string;
  /** What Content-Length says, if it does. */
  readonly declared: number | null;
  /** Looks at the first chunk, and throws when the rest need not come. */
  readonly check: (first: Buffer) => void;
}

/** Stores bodies as they come, one chunk in memory at a time: who sends faster than the database writes has to wait. */
@Injectable()
export class Uploads {
  private readonly limit: number;

  constructor(
    private readonly files: JobFiles,
    @Inject(PLATFORM_OPTIONS) options: Pick<PlatformOptions, 'transfers'>,
  ) {
    this.limit = importLimitBytes(options);
  }

  /** @throws DomainError `body_too_large`, `malformed_body`, `jobs.too_many_files`, or what `check` throws */
  async store(body: Readable, { mediaType, declared, check }: UploadRequest): Promise<Upload> {
    if (declared !== null && declared > this.limit) throw this.tooLarge();
    await this.files.assertRoom();
    const fileId = uuidv7();
    await this.files.create({ id: fileId, name: 'upload', mediaType });
    try {
      return { fileId, ...(await this.write(fileId, body, check)) };
    } catch (error) {
      await this.files.remove(fileId);
      throw error;
    }
  }

  remove(fileId: string): Promise<void> {
    return this.files.remove(fileId);
  }

  private async write(
    fileId: string,
    body: Readable,
    check: (first: Buffer) => void,
  ): Promise<Pick<Upload, 'bytes' | 'sha256'>> {
    const digest = createHash('sha256');
    let [number, bytes] = [0, 0];
    for await (const chunk of evenly(body)) {
      bytes += chunk.length;
      if (bytes > this.limit) throw this.tooLarge();
      if (number === 0) check(chunk);
      digest.update(chunk);
      await this.files.append(fileId, number, chunk);
      number += 1;
    }
    if (bytes === 0) throw malformedBody({ detail: 'The body is empty.' });
    await this.files.grow(fileId, bytes, true);
    return { bytes, sha256: digest.digest('hex') };
  }

  private tooLarge(): Error {
    return bodyTooLarge({ detail: `Send at most ${this.limit} bytes at a time.` });
  }
}

/** The stream in chunks of {@link uploadedChunk} bytes; a place in the file then says which chunk it is in. */
async function* evenly(body: Readable): AsyncGenerator<Buffer, void> {
  let held: Buffer[] = [];
  let length = 0;
  try {
    for await (const piece of pacedBody(body)) {
      held.push(piece);
      length += piece.length;
      while (length >= uploadedChunk) {
        const all = Buffer.concat(held, length);
        yield all.subarray(0, uploadedChunk);
        held = [all.subarray(uploadedChunk)];
        length -= uploadedChunk;
      }
    }
  } catch (error) {
    if ((error as { code?: unknown }).code === 'ECONNRESET')
      throw malformedBody({ detail: 'The body ended before its end.' });
    throw error;
  }
  if (length > 0) yield Buffer.concat(held, length);
}
