import { addColumn, column } from '@keelson/platform';
import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Who created a product, and who changed it last. Of those that there are nobody has noted it. */
export class StampProducts1763700100003 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    for (const name of ['created_by_id', 'updated_by_id'])
      await addColumn(runner, 'products', name, column.reference({ optional: true }));
  }

  down(): Promise<void> {
    throw new Error('Migrations go forward only.');
  }
}
