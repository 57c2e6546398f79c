import type { MigrationInterface, QueryRunner } from 'typeorm';
import { addColumn, column, createUnique } from '@keelson/sql/ports';

/** The place of a file among those of its organization. Files from before have none, and are gone within their time. */
export class AddSlotOfFiles1763700000082 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await addColumn(runner, 'job_files', 'slot', column.integer({ optional: true }));
    await createUnique(runner, 'job_files', ['organization_id', 'slot']);
  }

  down(): Promise<void> {
    throw new Error('Migrations go forward only.');
  }
}
