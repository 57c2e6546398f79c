import { column, createTable, rowColumns } from '@keelson/sql';
import type { MigrationInterface, QueryRunner } from 'typeorm';

export class CreateOperators1763700020005 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await createTable(runner, 'operators', {
      columns: { ...rowColumns('system'), user_id: column.id() },
      uniques: [['user_id']],
    });
  }

  down(): Promise<void> {
    throw new Error('Migrations go forward only.');
  }
}
