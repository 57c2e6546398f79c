import { addColumn, column, createIndex } from '@keelson/sql';
import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Accounts are looked at when they are due. Those that have ended are due now. Those that were there before and have not
 * proven their address are not: some are older than the proof, and nobody has warned their users.
 */
export class ReviewAccounts1763700020017 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await addColumn(runner, 'users', 'due_at', column.instant({ optional: true }));
    await addColumn(runner, 'users', 'warned_at', column.instant({ optional: true }));
    await runner.query('UPDATE users SET due_at = closed_at WHERE closed_at IS NOT NULL');
    await createIndex(runner, 'users', ['due_at']);
  }

  down(): Promise<void> {
    throw new Error('Migrations go forward only.');
  }
}
