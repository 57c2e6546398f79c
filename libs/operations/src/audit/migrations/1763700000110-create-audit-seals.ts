import type { MigrationInterface, QueryRunner } from 'typeorm';
import { addColumn, column, createIndex, createTable } from '@keelson/sql/ports';

/** Entries that are there already are sealed in the background, in batches, after the start. */
export class CreateAuditSeals1763700000110 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await addColumn(runner, 'audit_entries', 'seal', column.amount({ optional: true }));
    await createIndex(runner, 'audit_entries', ['seal', 'id']);
    await createTable(runner, 'audit_seals', {
      primary: ['number'],
      columns: {
        number: column.amount(),
        format: column.integer(),
        key_id: column.text(16),
        sealed_at: column.instant(),
        previous: column.text(64),
        leaves: column.bytes(),
        salts: column.bytes(),
        hash: column.text(64),
      },
    });
    await createTable(runner, 'audit_keys', {
      columns: { id: column.text(16), secret: column.text(64), created_at: column.instant() },
    });
  }

  down(): Promise<void> {
    throw new Error('Migrations go forward only.');
  }
}
