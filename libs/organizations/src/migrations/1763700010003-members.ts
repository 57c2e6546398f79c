import {
  addColumn,
  column,
  createIndex,
  createTable,
  listIndexes,
  optionalColumn,
  requireColumn,
  rowColumns,
} from '@keelson/sql';
import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Memberships become members: people by name, service accounts, and the roles that an organization makes. */
export class Members1763700010003 implements MigrationInterface {
  readonly breaksOlderVersions = 'every membership has a name, which older versions do not write';

  async up(runner: QueryRunner): Promise<void> {
    await createTable(runner, 'roles', {
      columns: {
        ...rowColumns('organization'),
        name: column.text(80),
        name_key: column.key(80),
        description: column.text(500, { optional: true }),
        permissions: column.list(),
      },
      uniques: [['organization_id', 'name_key']],
      indexes: listIndexes({ sort: ['name', 'created_at'] }),
    });
    const table = 'memberships';
    const optional = true;
    await addColumn(runner, table, 'kind', column.oneOf(16, { optional }));
    await addColumn(runner, table, 'name', column.text(120, { optional }));
    await addColumn(runner, table, 'email', column.email({ optional }));
    await addColumn(runner, table, 'role_id', column.reference({ optional }));
    await addColumn(runner, table, 'status', { ...column.state(), optional });
    await addColumn(runner, table, 'removed_at', column.instant({ optional }));
    // Names and addresses are the users': identity, whose tables stand by then, fills them in.
    await runner.query(`UPDATE memberships SET kind = 'person', name = '?', status = 'active'`);
    for (const name of ['kind', 'name', 'status']) await requireColumn(runner, table, name);
    await optionalColumn(runner, table, 'user_id');
    await createIndex(runner, table, ['organization_id', 'role_id']);
    for (const sort of ['name', 'created_at'])
      await createIndex(runner, table, ['organization_id', 'status', 'kind', sort, 'id']);
    for (const columns of listIndexes({
      filter: ['status', 'kind', 'role', 'email'],
      sort: ['name', 'created_at'],
    }))
      await createIndex(runner, table, columns);
  }

  down(): Promise<void> {
    throw new Error('Migrations go forward only.');
  }
}
