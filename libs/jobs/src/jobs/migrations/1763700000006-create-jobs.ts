import type { MigrationInterface, QueryRunner } from 'typeorm';
import { column, createTable, listIndexes, rowColumns } from '@keelson/sql/ports';

export class CreateJobs1763700000006 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await createTable(runner, 'jobs', {
      columns: {
        ...rowColumns('organization'),
        queue: column.text(100),
        kind: column.text(16),
        state: column.state(),
        payload: column.json(),
        priority: column.integer(),
        run_at: column.instant({ optional: true }),
        attempt: column.integer(),
        max_attempts: column.integer(),
        line: column.text(150, { optional: true }),
        line_sequence: column.integer({ optional: true }),
        dedupe_key: column.text(200, { optional: true }),
        cancel_requested: column.flag(),
        progress: column.json({ optional: true }),
        checkpoint: column.json({ optional: true }),
        result: column.json({ optional: true }),
        problem: column.json({ optional: true }),
        caller_id: column.id({ optional: true }),
        request_id: column.text(64),
        operation: column.text(100, { optional: true }),
        event_id: column.id({ optional: true }),
        admitted_at: column.instant({ optional: true }),
        finished_at: column.instant({ optional: true }),
      },
      indexes: [
        ...listIndexes({ filter: ['state', 'queue'], sort: ['created_at'] }),
        ['state', 'queue', 'organization_id', 'priority', 'id'],
        ['run_at'],
        ['line', 'line_sequence'],
      ],
      uniques: [['organization_id', 'queue', 'dedupe_key']],
    });
    await createTable(runner, 'job_attempts', {
      columns: {
        ...rowColumns('organization'),
        job_id: column.id(),
        number: column.integer(),
        outcome: column.text(16),
        error: column.text(1000),
        started_at: column.instant(),
        ended_at: column.instant(),
      },
      indexes: [['job_id', 'number']],
    });
    await createTable(runner, 'job_queues', {
      primary: ['name'],
      columns: { name: column.text(100), paused: column.flag() },
    });
    await createTable(runner, 'job_schedules', {
      primary: ['name'],
      columns: {
        name: column.text(100),
        rule: column.text(200),
        next_at: column.instant(),
        paused: column.flag(),
      },
    });
  }

  down(): Promise<void> {
    throw new Error('Migrations go forward only.');
  }
}
