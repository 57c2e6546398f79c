import type { MigrationInterface, QueryRunner } from 'typeorm';
import { column, createTable, rowColumns } from '../../persistence/migration-table.js';

export class CreateOutboxEvents1763700000002 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await createTable(runner, 'outbox_events', {
      columns: {
        ...rowColumns('organization'),
        aggregate_type: column.text(100),
        aggregate_id: column.id(),
        sequence: column.integer(),
        type: column.text(100),
        event_version: column.integer(),
        payload: column.json(),
        caller_id: column.id({ optional: true }),
        request_id: column.text(64),
        relayed_at: column.instant({ optional: true }),
      },
      indexes: [['relayed_at', 'created_at', 'id']],
    });
  }

  down(): Promise<void> {
    throw new Error('Migrations go forward only.');
  }
}
