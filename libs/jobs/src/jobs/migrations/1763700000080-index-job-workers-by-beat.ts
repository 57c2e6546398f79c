import type { MigrationInterface, QueryRunner } from 'typeorm';
import { createIndex } from '@keelson/sql/ports';

/** Processes that are gone are found by their last beat, also when a crash loop has left thousands. */
export class IndexJobWorkersByBeat1763700000080 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await createIndex(runner, 'job_workers', ['beat_at']);
  }

  down(): Promise<void> {
    throw new Error('Migrations go forward only.');
  }
}
