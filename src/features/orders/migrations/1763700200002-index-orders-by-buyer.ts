import { createIndex } from '@keelson/platform';
import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Buyers see their own orders: a few of an organization's many. */
export class IndexOrdersByBuyer1763700200002 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    for (const sort of ['created_at', 'total'])
      await createIndex(runner, 'orders', ['organization_id', 'created_by', sort, 'id']);
  }

  down(): Promise<void> {
    throw new Error('Migrations go forward only.');
  }
}
