import { createIndex } from '@keelson/sql/ports';
import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Whose inviter loses a right ends, and is looked for by the inviter: one member's of all that an organization ever sent. */
export class IndexInvitationsByInviter1763700010015 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await createIndex(runner, 'invitations', ['organization_id', 'invited_by_id', 'status', 'id']);
  }

  down(): Promise<void> {
    throw new Error('Migrations go forward only.');
  }
}
