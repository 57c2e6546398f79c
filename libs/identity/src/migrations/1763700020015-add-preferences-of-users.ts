import { addColumn, column } from '@keelson/sql';
import type { MigrationInterface, QueryRunner } from 'typeorm';

export class AddPreferencesOfUsers1763700020015 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await addColumn(runner, 'users', 'locale', column.text(35, { optional: true }));
    await addColumn(runner, 'users', 'time_zone', column.text(64, { optional: true }));
  }

  down(): Promise<void> {
    throw new Error('Migrations go forward only.');
  }
}
