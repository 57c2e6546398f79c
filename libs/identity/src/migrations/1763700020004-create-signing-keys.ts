import { column, createTable, rowColumns } from '@keelson/sql';
import type { MigrationInterface, QueryRunner } from 'typeorm';

export class CreateSigningKeys1763700020004 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await createTable(runner, 'signing_keys', {
      columns: { ...rowColumns('system'), purpose: column.text(16), private_key_pem: column.text(1_000) },
      uniques: [['purpose']],
    });
  }

  down(): Promise<void> {
    throw new Error('Migrations go forward only.');
  }
}
