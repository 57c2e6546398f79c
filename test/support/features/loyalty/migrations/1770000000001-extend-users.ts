import { addColumn, column } from '@keelson/platform';
import type { MigrationInterface, QueryRunner } from 'typeorm';

export class ExtendUsers1770000000001 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await addColumn(runner, 'users', 'loyalty_tier', column.oneOf(16, { default: 'basic' }));
    await addColumn(runner, 'users', 'loyalty_card_name', column.text(40, { optional: true }));
    await addColumn(runner, 'users', 'loyalty_gold_since', column.instant({ optional: true }));
    await addColumn(runner, 'users', 'loyalty_offers', column.oneOf(16, { default: 'none' }));
    await addColumn(runner, 'users', 'loyalty_phone', column.text(20, { optional: true }));
    await addColumn(runner, 'memberships', 'payroll_cost_center', column.text(20, { optional: true }));
  }

  down(): Promise<void> {
    throw new Error('Migrations go forward only.');
  }
}
