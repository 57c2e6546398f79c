import { column, createTable, rowColumns } from '@keelson/sql';
import type { MigrationInterface, QueryRunner } from 'typeorm';

export class CreateAccessChanges1763700020003 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await createTable(runner, 'access_changes', {
      columns: {
        ...rowColumns('system'),
        subject: column.text(16),
        subject_id: column.id(),
        recorded_at: column.amount(),
      },
      indexes: [['recorded_at']],
    });
  }

  down(): Promise<void> {
    throw new Error('Migrations go forward only.');
  }
}
