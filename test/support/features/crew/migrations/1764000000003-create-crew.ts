import { column, createTable, listIndexes, rowColumns } from '@keelson/platform';
import type { MigrationInterface, QueryRunner } from 'typeorm';

export class CreateCrew1764000000003 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await createTable(runner, 'sailors', {
      columns: {
        ...rowColumns('organization'),
        name: column.text(40),
        email: column.text(254),
        status: column.state(),
      },
      indexes: listIndexes({ filter: ['status', 'email'], sort: ['name', 'email'] }),
    });
    await createTable(runner, 'duties', {
      columns: { ...rowColumns('organization'), title: column.text(40), sailor_id: column.id() },
      indexes: listIndexes({ filter: ['sailor_id'], sort: ['title'] }),
    });
  }

  down(): Promise<void> {
    throw new Error('Migrations go forward only.');
  }
}
