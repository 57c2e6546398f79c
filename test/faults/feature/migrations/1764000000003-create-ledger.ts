import { column, createTable, listIndexes, rowColumns } from '@keelson/platform';
import type { MigrationInterface, QueryRunner } from 'typeorm';

export class CreateLedger1764000000003 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await createTable(runner, 'ledger_counters', {
      columns: { ...rowColumns('organization'), label: column.text(64), value: column.integer() },
      indexes: listIndexes({ sort: ['created_at'] }),
    });
    await createTable(runner, 'ledger_effects', {
      columns: {
        ...rowColumns('organization'),
        done_by: column.text(100),
        cause: column.text(64),
        about: column.id(),
        sequence: column.integer(),
        previous: column.integer(),
      },
      indexes: [['organization_id', 'about', 'done_by', 'sequence']],
    });
  }

  down(): Promise<void> {
    throw new Error('Migrations go forward only.');
  }
}
