import type { MigrationInterface, QueryRunner } from 'typeorm';
import { column, createTable } from '../migration-table.js';

export class CreateSearchWords1763700000004 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await createTable(runner, 'search_words', {
      primary: ['organization_id', 'subject', 'word', 'row_id'],
      columns: {
        organization_id: column.id(),
        subject: column.text(64),
        word: column.text(64),
        row_id: column.id(),
      },
      indexes: [['organization_id', 'subject', 'row_id']],
    });
  }

  down(): Promise<void> {
    throw new Error('Migrations go forward only.');
  }
}
