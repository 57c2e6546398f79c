import { randomUUID } from 'node:crypto';
import type { MigrationInterface, QueryRunner } from 'typeorm';
import { column, createTable } from '@keelson/sql/ports';

/** One row: what tells this installation from others that use the same servers. */
export class CreateInstallation1763700000050 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await createTable(runner, 'installation', { primary: ['id'], columns: { id: column.id() } });
    await runner.query(`INSERT INTO installation (id) VALUES ('${randomUUID()}')`);
  }

  down(): Promise<void> {
    throw new Error('Migrations go forward only.');
  }
}
