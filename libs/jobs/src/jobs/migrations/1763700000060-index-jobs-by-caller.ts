import type { MigrationInterface, QueryRunner } from 'typeorm';
import { createIndex } from '@keelson/sql/ports';

/** Members see the jobs that they have caused: a few of an organization's many. */
export class IndexJobsByCaller1763700000060 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await createIndex(runner, 'jobs', ['organization_id', 'caller_id', 'created_at', 'id']);
  }

  down(): Promise<void> {
    throw new Error('Migrations go forward only.');
  }
}
