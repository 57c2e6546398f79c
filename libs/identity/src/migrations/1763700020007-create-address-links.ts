import { column, createTable, rowColumns } from '@keelson/sql';
import type { MigrationInterface, QueryRunner } from 'typeorm';

export class CreateAddressLinks1763700020007 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await createTable(runner, 'address_links', {
      columns: {
        ...rowColumns('system'),
        purpose: column.text(16),
        email: column.text(254),
        email_key: column.text(254),
        user_id: column.id({ optional: true }),
        expires_at: column.instant(),
        used_at: column.instant({ optional: true }),
      },
      indexes: [['email_key', 'purpose', 'created_at'], ['user_id', 'purpose', 'created_at'], ['expires_at']],
    });
  }

  down(): Promise<void> {
    throw new Error('Migrations go forward only.');
  }
}
