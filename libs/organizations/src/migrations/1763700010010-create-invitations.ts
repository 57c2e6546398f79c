import { column, createTable, listIndexes, rowColumns } from '@keelson/sql';
import type { MigrationInterface, QueryRunner } from 'typeorm';

export class CreateInvitations1763700010010 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await createTable(runner, 'invitations', {
      columns: {
        ...rowColumns('organization'),
        email: column.email(),
        email_key: column.text(254),
        role: column.oneOf(),
        role_id: column.reference({ optional: true }),
        invited_by_id: column.reference(),
        status: column.state(),
        expires_at: column.instant(),
        sent_at: column.instant(),
        member_id: column.reference({ optional: true }),
        sent: column.integer(),
        sent_in_hour: column.integer(),
        mailed_at: column.instant({ optional: true }),
      },
      indexes: [
        ...listIndexes({ filter: ['status', 'email'], sort: ['created_at'] }),
        ['organization_id', 'email_key', 'status'],
        ['organization_id', 'sent_at'],
        ['email_key', 'mailed_at'],
        ['status', 'expires_at'],
        ['expires_at'],
      ],
    });
  }

  down(): Promise<void> {
    throw new Error('Migrations go forward only.');
  }
}
