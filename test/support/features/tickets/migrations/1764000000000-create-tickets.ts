import { column, createTable, listIndexes, rowColumns } from '@keelson/platform';
import type { MigrationInterface, QueryRunner } from 'typeorm';

export class CreateTickets1764000000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await createTable(runner, 'tickets', {
      columns: {
        ...rowColumns('organization'),
        subject: column.text(200),
        details: column.text(2000, { optional: true }),
        due_at: column.instant(),
        status: column.state(),
      },
      indexes: listIndexes({ filter: ['status'], sort: ['created_at', 'due_at'] }),
    });
  }

  down(): Promise<void> {
    throw new Error('Migrations go forward only.');
  }
}
