import { column, createTable, listIndexes, rowColumns } from '@keelson/platform';
import type { MigrationInterface, QueryRunner } from 'typeorm';

export class CreateProducts1763700100001 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await createTable(runner, 'products', {
      columns: {
        ...rowColumns('organization'),
        sku: column.text(64),
        sku_key: column.key(64),
        name: column.text(200),
        description: column.text(4000, { optional: true }),
        price: column.amount(),
        currency: column.text(3),
        stock: column.integer(),
        status: column.state(),
      },
      indexes: listIndexes({ filter: ['status'], sort: ['created_at', 'name'] }),
      uniques: [['organization_id', 'sku_key']],
    });
  }

  down(): Promise<void> {
    throw new Error('Migrations go forward only.');
  }
}
