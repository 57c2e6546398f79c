import type { MigrationInterface, QueryRunner } from 'typeorm';
import { addColumn, column, createIndex } from '@keelson/sql/ports';

/** Which job a file goes with, and how many lines came with an upload. */
export class AddJobOfFiles1763700000070 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await addColumn(runner, 'job_files', 'job_id', column.id({ optional: true }));
    await addColumn(runner, 'job_files', 'line_count', column.amount({ optional: true }));
    await createIndex(runner, 'job_files', ['job_id']);
  }

  down(): Promise<void> {
    throw new Error('Migrations go forward only.');
  }
}
