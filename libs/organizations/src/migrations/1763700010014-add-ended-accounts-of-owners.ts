import { addColumn, column } from '@keelson/sql';
import type { MigrationInterface, QueryRunner } from 'typeorm';

export class AddEndedAccountsOfOwners1763700010014 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await addColumn(runner, 'memberships', 'account_ended_at', column.instant({ optional: true }));
  }

  down(): Promise<void> {
    throw new Error('Migrations go forward only.');
  }
}
