import type { MigrationInterface, QueryRunner } from 'typeorm';
import { column, createTable } from '@keelson/sql/ports';

export class CreateIdempotencyKeys1763700000003 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await createTable(runner, 'idempotency_keys', {
      primary: ['key_hash'],
      columns: {
        key_hash: column.text(64),
        fingerprint: column.text(64),
        claim_id: column.id(),
        lease_until: column.instant(),
        answer: column.json({ optional: true }),
        created_at: column.instant(),
      },
      indexes: [['created_at']],
    });
  }

  down(): Promise<void> {
    throw new Error('Migrations go forward only.');
  }
}
