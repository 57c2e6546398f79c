import { bodyTooLarge, malformedBody } from '@keelson/kernel';
import { Injectable } from '@nestjs/common';
import { createHash } from 'node:crypto';
import type { Readable } from 'node:stream';
import { newId } from '@keelson/sql/ports';
import { pacedBody } from '@keelson/rest/ports';
import { evenChunks, JobFiles } from '@keelson/jobs/ports';
import { TransfersSettings } from './transfers.settings.js';

const newline = 10;

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
    { importLimitBytes }: TransfersSettings,
  ) {
    this.limit = importLimitBytes;
  }

  /** @throws DomainError `body_too_large`, `malformed_body`, `jobs.too_many_files`, or what `check` throws */
  async store(body: Readable, { mediaType, declared, check }: UploadRequest): Promise<Upload> {
    if (declared !== null && declared > this.limit) throw this.tooLarge();
    const fileId = newId();
    await this.files.create({ id: fileId, name: 'upload', mediaType, jobId: null });
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
    let [number, bytes, lines, isWhole] = [0, 0, 0, true];
    for await (const chunk of evenChunks(whole(body))) {
      bytes += chunk.length;
      if (bytes > this.limit) throw this.tooLarge();
      if (number === 0) check(chunk);
      digest.update(chunk);
      await this.files.append(fileId, number, chunk);
      number += 1;
      for (let at = chunk.indexOf(newline); at >= 0; at = chunk.indexOf(newline, at + 1)) lines += 1;
      isWhole = chunk.at(-1) === newline;
    }
    if (bytes === 0) throw malformedBody({ detail: 'The body is empty.' });
    await this.files.grow(fileId, { bytes, lines: isWhole ? lines : lines + 1, complete: true });
    return { bytes, sha256: digest.digest('hex') };
  }

  private tooLarge(): Error {
    return bodyTooLarge({ detail: `Send at most ${this.limit} bytes.` });
  }
}

/** As it comes, and refused where it ends too early. */
async function* whole(body: Readable): AsyncGenerator<Buffer, void> {
  try {
    yield* pacedBody(body);
  } catch (error) {
    if ((error as { code?: unknown }).code === 'ECONNRESET')
      throw malformedBody({ detail: 'The body ended prematurely.' });
    throw error;
  }
}
