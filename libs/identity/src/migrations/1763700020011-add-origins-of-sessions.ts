import { addColumn, column } from '@keelson/sql';
import type { MigrationInterface, QueryRunner } from 'typeorm';

export class AddOriginsOfSessions1763700020011 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await addColumn(runner, 'sessions', 'device', column.text(200, { optional: true }));
    await addColumn(runner, 'sessions', 'network', column.text(64, { optional: true }));
    await addColumn(runner, 'sessions', 'last_used_at', column.instant({ optional: true }));
  }

  down(): Promise<void> {
    throw new Error('Migrations go forward only.');
  }
}
