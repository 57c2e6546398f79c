import { column, createTable, listIndexes, rowColumns } from '@keelson/platform';
import type { MigrationInterface, QueryRunner } from 'typeorm';

export class CreateBerths1764000000001 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await createTable(runner, 'boats', {
      columns: {
        ...rowColumns('organization'),
        name: column.text(40),
        captain: column.text(40),
        status: column.state(),
      },
      indexes: listIndexes({ filter: ['status'], sort: ['name'] }),
    });
    await createTable(runner, 'berths', {
      columns: {
        ...rowColumns('organization'),
        code: column.text(16),
        code_key: column.key(16),
        pier: column.text(40),
        note: column.text(30, { optional: true }),
        depth: column.integer(),
        fee: column.amount(),
        currency: column.text(3),
        free_from: column.instant(),
        inspected_at: column.instant({ optional: true }),
        covered: column.flag(),
        side: column.text(16),
        contact: column.text(254, { optional: true }),
        boat_id: column.id({ optional: true }),
        record_id: column.id({ optional: true }),
        fittings: column.list(),
        status: column.state(),
      },
      indexes: listIndexes({
        filter: ['status', 'pier', 'depth', 'fee', 'free_from', 'covered', 'side', 'boat_id'],
        sort: ['created_at', 'pier', 'depth', 'fee', 'free_from'],
      }),
      uniques: [['organization_id', 'code_key']],
    });
  }

  down(): Promise<void> {
    throw new Error('Migrations go forward only.');
  }
}
