import { addColumn, column, createIndex } from '@keelson/platform';
import type { MigrationInterface, QueryRunner } from 'typeorm';

export class AddSurveys1771000000002 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await addColumn(runner, 'users', 'surveyor_license', column.text(40, { optional: true }));
    await addColumn(runner, 'boats', 'survey_result', column.oneOf(16, { default: 'none' }));
    await addColumn(runner, 'boats', 'survey_due_at', column.instant({ optional: true }));
    for (const sort of ['created_at', 'name'])
      await createIndex(runner, 'boats', ['organization_id', 'survey_result', sort, 'id']);
  }

  down(): Promise<void> {
    throw new Error('Migrations go forward only.');
  }
}
