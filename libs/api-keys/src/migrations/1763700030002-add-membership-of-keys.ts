import { addColumn, column } from '@keelson/sql';
import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Keys that are there were made before any member was counted as taken back: null, as their members have. */
export class AddMembershipOfKeys1763700030002 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await addColumn(runner, 'api_keys', 'member_rejoins', column.integer({ optional: true }));
  }

  down(): Promise<void> {
    throw new Error('Migrations go forward only.');
  }
}
