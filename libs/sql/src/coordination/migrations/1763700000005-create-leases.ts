import type { MigrationInterface, QueryRunner } from 'typeorm';
import { column, createTable } from '../../persistence/ports.js';

export class CreateLeases1763700000005 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await createTable(runner, 'leases', {
      primary: ['name'],
      columns: {
        name: column.text(100),
        owner: column.text(36),
        fence: column.amount(),
        expires_at: column.instant(),
      },
    });
  }

  down(): Promise<void> {
    throw new Error('Migrations go forward only.');
  }
}
