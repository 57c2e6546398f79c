import type { MigrationInterface, QueryRunner } from 'typeorm';
import { column, createTable, listIndexes, rowColumns } from '@keelson/sql/ports';

export class CreateAuditEntries1763700000001 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await createTable(runner, 'audit_entries', {
      columns: {
        ...rowColumns('organization'),
        action: column.text(100),
        kind: column.text(16),
        subject_type: column.text(100),
        subject_id: column.id(),
        actor_id: column.id({ optional: true }),
        request_id: column.text(64),
        changes: column.json(),
      },
      indexes: listIndexes({ filter: ['subject_id', 'action', 'actor_id'], sort: ['created_at'] }),
    });
  }

  down(): Promise<void> {
    throw new Error('Migrations go forward only.');
  }
}
