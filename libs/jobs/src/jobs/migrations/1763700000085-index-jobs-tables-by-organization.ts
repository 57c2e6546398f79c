import type { MigrationInterface, QueryRunner } from 'typeorm';
import { createIndex } from '@keelson/sql/ports';

/** Without them, deleting what an organization has would read the attempts and chunks of all organizations. */
export class IndexJobsTablesByOrganization1763700000085 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await createIndex(runner, 'job_attempts', ['organization_id', 'id']);
    await createIndex(runner, 'job_chunks', ['organization_id']);
  }

  down(): Promise<void> {
    throw new Error('Migrations go forward only.');
  }
}
