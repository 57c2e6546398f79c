import { column, createTable, rowColumns } from '@keelson/sql';
import type { MigrationInterface, QueryRunner } from 'typeorm';

export class CreateUsers1763700020001 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await createTable(runner, 'users', {
      columns: {
        ...rowColumns('system'),
        email: column.text(254),
        email_key: column.key(254),
        name: column.text(120),
        password_hash: column.text(255),
      },
      uniques: [['email_key']],
    });
  }

  down(): Promise<void> {
    throw new Error('Migrations go forward only.');
  }
}
