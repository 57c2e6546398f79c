import { column, createTable } from '@keelson/sql';
import type { MigrationInterface, QueryRunner } from 'typeorm';

export class CreateSignInFailures1763700020012 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await createTable(runner, 'sign_in_failures', {
      primary: ['key_hash'],
      columns: {
        key_hash: column.text(64),
        account_hash: column.text(64),
        failures: column.amount(),
        blocked_until: column.amount(),
        forgotten_at: column.amount(),
      },
      indexes: [['account_hash'], ['forgotten_at']],
    });
  }

  down(): Promise<void> {
    throw new Error('Migrations go forward only.');
  }
}
