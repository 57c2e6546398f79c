import type { MigrationInterface, QueryRunner } from 'typeorm';
import { column, createTable } from '@keelson/sql/ports';

export class CreateJobWorkers1763700000040 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await createTable(runner, 'job_workers', {
      primary: ['id'],
      columns: { id: column.id(), beat_at: column.instant(), attempts: column.json() },
    });
  }

  down(): Promise<void> {
    throw new Error('Migrations go forward only.');
  }
}
