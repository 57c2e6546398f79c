import type { MigrationInterface, QueryRunner } from 'typeorm';
import { column, createTable } from '@keelson/sql/ports';

export class CreateRateWindows1763700000010 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await createTable(runner, 'rate_windows', {
      primary: ['key_hash'],
      columns: {
        key_hash: column.text(64),
        window_minute: column.integer(),
        used: column.integer(),
      },
      indexes: [['window_minute']],
    });
  }

  down(): Promise<void> {
    throw new Error('Migrations go forward only.');
  }
}
