import { addColumn, column } from '@keelson/sql';
import type { MigrationInterface, QueryRunner } from 'typeorm';

export class CountMailsOfInvitations1763700010013 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await addColumn(runner, 'invitations', 'mailed_in_hour', column.integer({ optional: true }));
    await addColumn(runner, 'invitations', 'mailed_sent', column.integer({ optional: true }));
  }

  down(): Promise<void> {
    throw new Error('Migrations go forward only.');
  }
}
