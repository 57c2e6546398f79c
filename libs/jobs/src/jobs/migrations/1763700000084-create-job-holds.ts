import type { MigrationInterface, QueryRunner } from 'typeorm';
import { column, createTable } from '@keelson/sql/ports';

/** Organizations whose jobs wait, by their ids. */
export class CreateJobHolds1763700000084 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await createTable(runner, 'job_holds', {
      columns: { id: column.id(), held_at: column.instant() },
    });
  }

  down(): Promise<void> {
    throw new Error('Migrations go forward only.');
  }
}
