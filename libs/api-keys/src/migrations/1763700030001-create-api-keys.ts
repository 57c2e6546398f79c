import { column, createTable, listIndexes, rowColumns } from '@keelson/sql';
import type { MigrationInterface, QueryRunner } from 'typeorm';

export class CreateApiKeys1763700030001 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await createTable(runner, 'api_keys', {
      columns: {
        ...rowColumns('organization'),
        name: column.text(120),
        member_id: column.reference(),
        bearer_id: column.id(),
        prefix: column.text(16),
        digest: column.text(64),
        previous_digest: column.text(64, { optional: true }),
        previous_expires_at: column.instant({ optional: true }),
        permissions: column.list({ optional: true }),
        networks: column.list({ optional: true }),
        expires_at: column.instant({ optional: true }),
        last_used_at: column.instant({ optional: true }),
      },
      uniques: [['digest'], ['previous_digest']],
      indexes: listIndexes({ filter: ['member_id'], sort: ['created_at'] }),
    });
  }

  down(): Promise<void> {
    throw new Error('Migrations go forward only.');
  }
}
