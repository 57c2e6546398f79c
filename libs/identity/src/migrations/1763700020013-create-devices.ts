import { column, createTable, rowColumns } from '@keelson/sql';
import type { MigrationInterface, QueryRunner } from 'typeorm';

export class CreateDevices1763700020013 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await createTable(runner, 'devices', {
      columns: {
        ...rowColumns('system'),
        user_id: column.id(),
        token_digest: column.text(64),
        last_used_at: column.instant(),
        expires_at: column.instant(),
      },
      uniques: [['token_digest']],
      indexes: [['user_id', 'last_used_at'], ['expires_at']],
    });
  }

  down(): Promise<void> {
    throw new Error('Migrations go forward only.');
  }
}
