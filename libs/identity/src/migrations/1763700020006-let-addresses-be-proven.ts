import { addColumn, column, createIndex, createUnique, dropUnique } from '@keelson/sql';
import type { BreakingMigration } from '@keelson/sql';
import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Several accounts may claim an address, and one can prove it. Those from before have not proven theirs. */
export class LetAddressesBeProven1763700020006 implements MigrationInterface, BreakingMigration {
  readonly breaksOlderVersions = 'several accounts may have the same email address';

  async up(runner: QueryRunner): Promise<void> {
    await addColumn(runner, 'users', 'proven_key', column.key(254, { optional: true }));
    await addColumn(runner, 'users', 'used_at', column.instant({ optional: true }));
    await addColumn(runner, 'users', 'closed_at', column.instant({ optional: true }));
    await dropUnique(runner, 'users', ['email_key']);
    await createIndex(runner, 'users', ['email_key']);
    await createUnique(runner, 'users', ['proven_key']);
    await createIndex(runner, 'sessions', ['user_id', 'id']);
  }

  down(): Promise<void> {
    throw new Error('Migrations go forward only.');
  }
}
