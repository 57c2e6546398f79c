import { column, createTable, listIndexes, rowColumns } from '@keelson/sql';
import type { MigrationInterface, QueryRunner } from 'typeorm';

export class CreateOrganizations1763700010001 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await createTable(runner, 'organizations', {
      columns: { ...rowColumns('system'), name: column.text(120) },
      indexes: listIndexes({ sort: ['created_at', 'name'], tenant: null }),
    });
  }

  down(): Promise<void> {
    throw new Error('Migrations go forward only.');
  }
}
