import type { MigrationInterface, QueryRunner } from 'typeorm';
import { column, createTable, rowColumns } from '@keelson/sql/ports';

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
        slot: column.integer({ optional: true }),
        position: column.amount({ optional: true }),
        relayed_at: column.instant({ optional: true }),
      },
      indexes: [['slot', 'aggregate_id', 'sequence']],
      uniques: [['organization_id', 'position']],
    });
    await createTable(runner, 'event_logs', {
      primary: ['organization_id'],
      columns: { organization_id: column.id(), last_position: column.amount() },
    });
  }

  down(): Promise<void> {
    throw new Error('Migrations go forward only.');
  }
}
