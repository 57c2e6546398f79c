import type { MigrationInterface, QueryRunner } from 'typeorm';
import { addColumn, column } from '@keelson/sql/ports';

/** Without an index: building one would hold up all writes to the largest table there is. */
export class AddKeyOfAuditEntries1763700000111 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await addColumn(runner, 'audit_entries', 'key_id', column.id({ optional: true }));
  }

  down(): Promise<void> {
    throw new Error('Migrations go forward only.');
  }
}
