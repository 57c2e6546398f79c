import { column, createTable, rowColumns } from '@keelson/sql';
import type { MigrationInterface, QueryRunner } from 'typeorm';

export class CreateSessions1763700020002 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await createTable(runner, 'sessions', {
      columns: {
        ...rowColumns('system'),
        user_id: column.id(),
        bound_to: column.id(),
        family_digest: column.text(64),
        secret_digest: column.text(64),
        replaced: column.list(),
        expires_at: column.instant(),
        ended_at: column.instant({ optional: true }),
        ended_by: column.text(16, { optional: true }),
      },
      uniques: [['family_digest']],
      indexes: [['expires_at']],
    });
  }

  down(): Promise<void> {
    throw new Error('Migrations go forward only.');
  }
}
