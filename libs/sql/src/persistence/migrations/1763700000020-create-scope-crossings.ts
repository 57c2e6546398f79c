import type { MigrationInterface, QueryRunner } from 'typeorm';
import { column, createTable } from '../migration-table.js';

export class CreateScopeCrossings1763700000020 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await createTable(runner, 'scope_crossings', {
      primary: ['day', 'operation', 'reason'],
      columns: {
        day: column.text(10),
        operation: column.text(100),
        reason: column.text(200),
        uses: column.integer(),
        last_at: column.instant(),
        last_caller_id: column.text(64, { optional: true }),
        last_request_id: column.text(128),
      },
    });
  }

  down(): Promise<void> {
    throw new Error('Migrations go forward only.');
  }
}
