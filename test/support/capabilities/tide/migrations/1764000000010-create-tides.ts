import { column, createTable, listIndexes, rowColumns } from '@keelson/platform';
import type { MigrationInterface, QueryRunner } from 'typeorm';

export class CreateTides1764000000010 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await createTable(runner, 'tide_levels', {
      columns: { ...rowColumns('system'), gauge: column.text(40), level_cm: column.integer() },
    });
    await createTable(runner, 'tide_alarms', {
      columns: { ...rowColumns('organization'), gauge: column.text(40), above_cm: column.integer() },
      indexes: listIndexes({ filter: ['gauge'], sort: ['created_at'] }),
    });
  }

  down(): Promise<void> {
    throw new Error('Migrations go forward only.');
  }
}
