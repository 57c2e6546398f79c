import { acrossOrganizations, currentOrganizationId, installationScope } from '@keelson/kernel';
import { Injectable } from '@nestjs/common';
import { randomInt } from 'node:crypto';
import { Database, databaseNow, failureOf } from '@keelson/sql/ports';
import { sealJob } from '../job-envelope.js';
import { JobRows } from '../job-rows.js';
import { JobsSettings } from '../jobs.settings.js';
import { tooManyFiles } from './job-files.errors.js';
import { purgeFiles } from './purge-files.js';

/** Bytes of each chunk of a stored upload but the last; what a job writes may have shorter and longer ones. */
export const uploadedChunk = 262_144;
/** Bytes of the longest chunk. */
export const longestChunk = 524_288;
/** Files of one organization at a time; the oldest go by themselves. */
const mostFiles = 200;
/** Chunks that are deleted by one statement: 16 MiB. */
const deletedTogether = 64;

export interface JobFile {
  readonly id: string;
  readonly complete: boolean;
  readonly name: string;
  readonly mediaType: string;
  readonly bytes: number;
  /** Lines of an upload, counted as it came; null of other files. */
  readonly lines: number | null;
}

export type NewFile = Pick<JobFile, 'id' | 'name' | 'mediaType'> & {
  /** The job that the file goes with; null while there is none. */
  readonly jobId: string | null;
};

/**
 * Files that jobs read and write, as chunks in the database: processes share nothing else. All of it stays within the
 * organization at work. A file that a job has made bears the job's id.
 */
@Injectable()
export class JobFiles {
  private readonly expiry: string;

  constructor(
    private readonly database: Database,
    private readonly rows: JobRows,
    { fileHours }: JobsSettings,
  ) {
    this.expiry = `${databaseNow} + INTERVAL '${Math.trunc(fileHours)}' HOUR`;
  }

  /**
   * Begins a file; one that is there already under the id begins anew. Each has a slot of its own in its organization, so
   * that those which begin at the same time do not exceed the bound together.
   * @throws DomainError `jobs.too_many_files` when the organization has no room for another
   */
  async create(file: NewFile): Promise<void> {
    await this.database.transaction(async () => {
      await this.remove(file.id);
      for (const slot of await this.freeSlots()) if (await this.insert(file, slot)) return;
      throw tooManyFiles({
        detail: `An organization can have ${mostFiles} files at a time. Retry after older files have expired.`,
      });
    });
  }

  /** In an order by chance: those who begin a file at the same time wait for each other only if they meet in a slot. */
  private async freeSlots(): Promise<number[]> {
    const rows = await this.database.read<{ slot: number | null }>(
      'SELECT slot FROM job_files WHERE organization_id = ?',
      [currentOrganizationId()],
    );
    // Those from before there were slots count too.
    if (rows.length >= mostFiles) return [];
    const taken = new Set(rows.map(({ slot }) => slot));
    const first = randomInt(mostFiles);
    const slots = Array.from({ length: mostFiles }, (_, place) => (first + place) % mostFiles);
    return slots.filter((slot) => !taken.has(slot));
  }

  /** @returns false when another file was given the slot meanwhile */
  private async insert({ id, name, mediaType, jobId }: NewFile, slot: number): Promise<boolean> {
    const isPostgres = this.database.dialect === 'postgres';
    const sql = `INSERT INTO job_files (id, organization_id, slot, complete, name, media_type, bytes, expires_at, job_id) VALUES (?, ?, ?, FALSE, ?, ?, 0, ${this.expiry}, ?)`;
    try {
      // There, an error would end the transaction.
      const { affected } = await this.database.write(
        isPostgres ? `${sql} ON CONFLICT (organization_id, slot) DO NOTHING` : sql,
        [id, currentOrganizationId(), slot, name, mediaType, jobId],
      );
      return affected === 1;
    } catch (error) {
      if (isPostgres || failureOf(error) !== 'duplicate') throw error;
      return false;
    }
  }

  /** Says which job an upload goes with. */
  async assign(id: string, jobId: string): Promise<void> {
    await this.database.write('UPDATE job_files SET job_id = ? WHERE id = ? AND organization_id = ?', [
      jobId,
      id,
      currentOrganizationId(),
    ]);
  }

  /** @param content at most {@link longestChunk} bytes */
  async append(id: string, number: number, content: Buffer): Promise<void> {
    await this.database.write(
      'INSERT INTO job_chunks (file_id, number, organization_id, content) VALUES (?, ?, ?, ?)',
      [id, number, currentOrganizationId(), content],
    );
  }

  /** Says how long a file has become, and that its time begins anew; once complete, it can be read. */
  async grow(
    id: string,
    { bytes, complete, lines = null }: Pick<JobFile, 'bytes' | 'complete'> & Partial<Pick<JobFile, 'lines'>>,
  ): Promise<void> {
    await this.database.write(
      `UPDATE job_files SET bytes = ?, complete = ?, line_count = ?, expires_at = ${this.expiry} WHERE id = ? AND organization_id = ?`,
      [
        bytes,
        this.database.dialect === 'mysql' ? Number(complete) : complete,
        lines,
        id,
        currentOrganizationId(),
      ],
    );
  }

  /** The time of these begins anew: a job has them in use. */
  async keep(ids: readonly [string, string]): Promise<void> {
    await this.database.write(
      `UPDATE job_files SET expires_at = ${this.expiry} WHERE id IN (?, ?) AND organization_id = ?`,
      [...ids, currentOrganizationId()],
    );
  }

  /** @returns null when there is none, or its time is over */
  async find(id: string): Promise<JobFile | null> {
    const [row] = await this.database.read<{
      complete: number | boolean;
      name: string;
      media_type: string;
      bytes: number | string;
      line_count: number | string | null;
    }>(
      `SELECT complete, name, media_type, bytes, line_count FROM job_files WHERE id = ? AND organization_id = ? AND expires_at > ${databaseNow}`,
      [id, currentOrganizationId()],
    );
    if (!row) return null;
    const { complete, name, media_type: mediaType, bytes, line_count: lines } = row;
    return {
      id,
      complete: Boolean(complete),
      name,
      mediaType,
      bytes: Number(bytes),
      lines: lines === null ? null : Number(lines),
    };
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

  /** All of a file. @throws Error when less of it is there than it should have: its time was over while it was read */
  async *content({ id, bytes }: Pick<JobFile, 'id' | 'bytes'>): AsyncGenerator<Buffer, void> {
    let read = 0;
    for await (const chunk of this.chunks(id)) {
      read += chunk.length;
      yield chunk;
    }
    if (read !== bytes) throw new Error(`The file ${id} ended after ${read} of ${bytes} bytes.`);
  }

  /**
   * What a job that was given up has read or written can't be read from now on, and is deleted by a job that begins at once:
   * too much may be there for the transaction under way, which ends the job.
   */
  async abandon(jobId: string): Promise<void> {
    const { affected } = await this.database.write(
      `UPDATE job_files SET complete = FALSE, expires_at = ${databaseNow} WHERE job_id = ? AND organization_id = ?`,
      [jobId, currentOrganizationId()],
    );
    if (affected === 0) return;
    const purge = { ...sealJob(purgeFiles, {}), scope: installationScope, callerId: null, keyId: null };
    await acrossOrganizations('deletes the files of a job that was skipped or cancelled', () =>
      this.rows.add([{ ...purge, queue: purgeFiles.name, kind: 'job', maxAttempts: purgeFiles.attempts }]),
    );
  }

  async remove(id: string): Promise<void> {
    const its = [id, currentOrganizationId()] as const;
    const [row] = await this.database.read<{ last: number | string | null }>(
      'SELECT MAX(number) AS last FROM job_chunks WHERE file_id = ? AND organization_id = ?',
      its,
    );
    for (let from = 0; from <= Number(row?.last ?? -1); from += deletedTogether)
      await this.database.write(
        'DELETE FROM job_chunks WHERE file_id = ? AND organization_id = ? AND number BETWEEN ? AND ?',
        [...its, from, from + deletedTogether - 1],
      );
    await this.database.write('DELETE FROM job_files WHERE id = ? AND organization_id = ?', its);
  }
}
