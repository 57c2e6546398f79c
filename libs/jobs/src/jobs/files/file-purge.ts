import { acrossOrganizations, asOrganization } from '@keelson/kernel';
import { Injectable, type OnModuleInit } from '@nestjs/common';
import type { JobAttempt, JobHandler } from '../job-handler.js';
import { JobProcessor } from '../job-processor.js';
import { Database, databaseNow, RetentionRules } from '@keelson/sql/ports';
import { JobFiles } from './job-files.js';
import { purgeFiles, type Nothing } from './purge-files.js';

/** Files that are looked for in one statement. */
const filesPerStatement = 100;

/** Deletes files whose time is over. One that cannot be deleted fails the job, after the others are gone. */
@JobProcessor(purgeFiles, { concurrency: 1, timeoutMs: 900_000 })
@Injectable()
export class FilePurge implements JobHandler<Nothing>, OnModuleInit {
  constructor(
    private readonly database: Database,
    private readonly files: JobFiles,
    private readonly rules: RetentionRules,
  ) {}

  onModuleInit(): void {
    this.rules.add({
      table: 'job_files',
      backlog: (now, limit) => ({
        sql: `SELECT expires_at FROM job_files WHERE expires_at <= ? ORDER BY expires_at LIMIT ${limit}`,
        values: [now],
      }),
    });
  }

  async run(_payload: Nothing, attempt: Pick<JobAttempt, 'signal'>): Promise<{ deleted: number }> {
    for (let deleted = 0; ;) {
      const over = await acrossOrganizations('finds expired job files', () =>
        this.database.read<{ id: string; organization_id: string }>(
          `SELECT id, organization_id FROM job_files WHERE expires_at <= ${databaseNow} ORDER BY expires_at LIMIT ${filesPerStatement}`,
        ),
      );
      const failures: unknown[] = [];
      for (const { id, organization_id } of over) {
        attempt.signal.throwIfAborted();
        await asOrganization(organization_id, () => this.files.remove(id)).catch((error: unknown) =>
          failures.push(error),
        );
      }
      if (failures.length > 0) throw failures[0];
      deleted += over.length;
      if (over.length < filesPerStatement) return { deleted };
    }
  }
}
