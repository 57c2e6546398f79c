import type { MigrationInterface, QueryRunner } from 'typeorm';
import { column, createTable } from '@keelson/sql/ports';

export class CreateJobFiles1763700000021 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await createTable(runner, 'job_files', {
      columns: {
        id: column.id(),
        organization_id: column.id(),
        complete: column.flag(),
        name: column.text(150),
        media_type: column.text(100),
        bytes: column.amount(),
        expires_at: column.instant(),
      },
      indexes: [['organization_id', 'id'], ['expires_at']],
    });
    await createTable(runner, 'job_chunks', {
      primary: ['file_id', 'number'],
      columns: {
        file_id: column.id(),
        number: column.integer(),
        organization_id: column.id(),
        content: column.bytes(),
      },
    });
  }

  down(): Promise<void> {
    throw new Error('Migrations go forward only.');
  }
}
