import { column, createTable, listIndexes, rowColumns } from '@keelson/sql';
import type { MigrationInterface, QueryRunner } from 'typeorm';

export class CreateBoats1765000000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await createTable(runner, 'boats', {
      columns: {
        ...rowColumns('organization'),
        name: column.text(100),
        name_key: column.key(100),
        day_rate: column.amount(),
        currency: column.text(3),
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
