import { currentOrganizationId } from '@keelson/kernel';
import { Inject, Injectable } from '@nestjs/common';
import { databaseNow } from '../jobs/job-sql.js';
import { Database } from '../persistence/database.js';
import { PLATFORM_OPTIONS, type PlatformOptions } from '../platform-options.js';
import { tooManyFiles } from './transfers.errors.js';

/** Bytes of each chunk of a stored upload but the last; what a job writes may have shorter and longer ones. */
export const uploadedChunk = 262_144;
/** Bytes of the longest chunk. */
export const longestChunk = 524_288;
/** Hours that a file is kept unless the options say otherwise. */
const usualHours = 24;
/** Files of one organization at a time; the oldest go by themselves. */
const mostFiles = 200;

export interface JobFile {
  readonly id: string;
  readonly complete: boolean;
  readonly name: string;
  readonly mediaType: string;
  readonly bytes: number;
}

/**
 * Files that jobs read and write, as chunks in the database: processes share nothing else. All of it stays within the
 * organization at work. A file that a job has made bears the job's id.
 */
@Injectable()
export class JobFiles {
  private readonly expiry: string;

  constructor(
    private readonly database: Database,
    @Inject(PLATFORM_OPTIONS) { transfers }: Pick<PlatformOptions, 'transfers'>,
  ) {
    const hours = Math.trunc(transfers?.keptHours ?? usualHours);
    this.expiry = `${databaseNow} + INTERVAL '${hours}' HOUR`;
  }

  /** Begins a file; one that is there already under the id begins anew. */
  async create({ id, name, mediaType }: Pick<JobFile, 'id' | 'name' | 'mediaType'>): Promise<void> {
    await this.remove(id);
    await this.database.write(
      `INSERT INTO job_files (id, organization_id, complete, name, media_type, bytes, expires_at) VALUES (?, ?, FALSE, ?, ?, 0, ${this.expiry})`,
      [id, currentOrganizationId(), name, mediaType],
    );
  }

  /** @throws DomainError `jobs.too_many_files` when the organization has no room for another */
  async assertRoom(): Promise<void> {
    const [row] = await this.database.read<{ files: number }>(
      'SELECT COUNT(*) AS files FROM job_files WHERE organization_id = ?',
      [currentOrganizationId()],
    );
    if (Number(row?.files ?? 0) >= mostFiles)
      throw tooManyFiles({ detail: `${mostFiles} files are kept at a time; each goes after a while.` });
  }

  /** @param content at most {@link longestChunk} bytes */
  async append(id: string, number: number, content: Buffer): Promise<void> {
    await this.database.write(
      'INSERT INTO job_chunks (file_id, number, organization_id, content) VALUES (?, ?, ?, ?)',
      [id, number, currentOrganizationId(), content],
    );
  }

  /** Says how long a file has become, and that its time begins anew; once complete, it can be read. */
  async grow(id: string, bytes: number, complete: boolean): Promise<void> {
    await this.database.write(
      `UPDATE job_files SET bytes = ?, complete = ?, expires_at = ${this.expiry} WHERE id = ? AND organization_id = ?`,
      [bytes, this.database.dialect === 'mysql' ? Number(complete) : complete, id, currentOrganizationId()],
    );
  }

  /** @returns null when there is none, or its time is over */
  async find(id: string): Promise<JobFile | null> {
    const [row] = await this.database.read<{
      complete: number | boolean;
      name: string;
      media_type: string;
      bytes: number | string;
    }>(
      `SELECT complete, name, media_type, bytes FROM job_files WHERE id = ? AND organization_id = ? AND expires_at > ${databaseNow}`,
      [id, currentOrganizationId()],
    );
    if (!row) return null;
    const { complete, name, media_type: mediaType, bytes } = row;
    return { id, complete: Boolean(complete), name, mediaType, bytes: Number(bytes) };
  }

  /** The chunks from the one with this number on, one by one. */
  async *chunks(id: string, from = 0): AsyncGenerator<Buffer, void> {
    for (let number = from; ; number += 1) {
      const [row] = await this.database.read<{ content: Buffer }>(
        'SELECT content FROM job_chunks WHERE file_id = ? AND number = ? AND organization_id = ?',
        [id, number, currentOrganizationId()],
      );
      if (!row) return;
      yield row.content;
    }
  }

  async remove(id: string): Promise<void> {
    const its = [id, currentOrganizationId()];
    await this.database.write('DELETE FROM job_chunks WHERE file_id = ? AND organization_id = ?', its);
    await this.database.write('DELETE FROM job_files WHERE id = ? AND organization_id = ?', its);
  }
}
