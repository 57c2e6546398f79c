import { column, createTable, rowColumns } from '@keelson/sql';
import type { MigrationInterface, QueryRunner } from 'typeorm';

export class CreateSignIns1763700020014 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await createTable(runner, 'sign_ins', {
      columns: {
        ...rowColumns('system'),
        user_id: column.id(),
        outcome: column.oneOf(),
        origin_digest: column.text(64),
        device: column.text(200, { optional: true }),
        network: column.text(64),
        times: column.integer(),
        hour: column.integer(),
        last_at: column.instant(),
      },
      indexes: [['user_id', 'id'], ['user_id', 'origin_digest', 'outcome', 'hour'], ['last_at']],
    });
    await createTable(runner, 'account_notices', {
      columns: {
        ...rowColumns('system'),
        user_id: column.id(),
        kind: column.oneOf(),
        sent_at: column.instant(),
      },
      uniques: [['user_id', 'kind']],
      indexes: [['sent_at']],
    });
  }

  down(): Promise<void> {
    throw new Error('Migrations go forward only.');
  }
}
