import { column, createTable, listIndexes, rowColumns } from '@keelson/platform';
import type { MigrationInterface, QueryRunner } from 'typeorm';

export class CreateReorders1763700100002 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await createTable(runner, 'reorders', {
      columns: { ...rowColumns('organization'), product_id: column.id(), status: column.state() },
      indexes: listIndexes({ filter: ['status', 'product_id'], sort: ['created_at'] }),
    });
  }

  down(): Promise<void> {
    throw new Error('Migrations go forward only.');
  }
}
