import { column, createTable, listIndexes, rowColumns } from '@keelson/platform';
import type { MigrationInterface, QueryRunner } from 'typeorm';

export class CreateBoats1771000000001 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await createTable(runner, 'boats', {
      columns: {
        ...rowColumns('organization'),
        name: column.text(100),
        name_key: column.key(100),
        day_rate: column.amount(),
        currency: column.currency(),
        status: column.state(),
      },
      indexes: listIndexes({ filter: ['status'], sort: ['created_at', 'name'] }),
      uniques: [['organization_id', 'name_key']],
    });
  }

  down(): Promise<void> {
    throw new Error('Migrations go forward only.');
  }
}
