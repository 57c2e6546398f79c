import type { MigrationInterface, QueryRunner } from 'typeorm';
import { addColumn, column } from '@keelson/sql/ports';

export class AddKeyOfJobs1763700000090 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await addColumn(runner, 'jobs', 'key_id', column.id({ optional: true }));
  }

  down(): Promise<void> {
    throw new Error('Migrations go forward only.');
  }
}
