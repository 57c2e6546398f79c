import { column, createTable, rowColumns } from '@keelson/sql';
import type { MigrationInterface, QueryRunner } from 'typeorm';

export class CreateMemberships1763700010002 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await createTable(runner, 'memberships', {
      columns: { ...rowColumns('organization'), user_id: column.id(), role: column.text(16) },
      uniques: [['organization_id', 'user_id']],
      indexes: [['user_id', 'id']],
    });
  }

  down(): Promise<void> {
    throw new Error('Migrations go forward only.');
  }
}
