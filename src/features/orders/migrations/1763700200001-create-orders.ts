import { column, createTable, listIndexes, rowColumns } from '@keelson/platform';
import type { MigrationInterface, QueryRunner } from 'typeorm';

export class CreateOrders1763700200001 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await createTable(runner, 'orders', {
      columns: {
        ...rowColumns('organization'),
        buyer_email: column.text(254),
        reference: column.text(64, { optional: true }),
        lines: column.list(),
        currency: column.text(3),
        total: column.amount(),
        status: column.state(),
        created_by: column.id(),
      },
      indexes: listIndexes({ filter: ['status', 'reference'], sort: ['created_at', 'total'] }),
    });
    await createTable(runner, 'payments', {
      columns: {
        ...rowColumns('organization'),
        order_id: column.id(),
        amount: column.amount(),
        currency: column.text(3),
        method: column.text(16),
        external_reference: column.text(128),
        recorded_by: column.id(),
      },
      indexes: listIndexes({ filter: ['order_id'], sort: ['created_at'] }),
      uniques: [['organization_id', 'external_reference']],
    });
  }

  down(): Promise<void> {
    throw new Error('Migrations go forward only.');
  }
}
