import type { MigrationInterface, QueryRunner } from 'typeorm';
import { addColumn, column } from '@keelson/sql/ports';

export class AddScheduleLastRun1763700000030 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await addColumn(runner, 'job_schedules', 'last_at', column.instant({ optional: true }));
  }

  down(): Promise<void> {
    throw new Error('Migrations go forward only.');
  }
}
