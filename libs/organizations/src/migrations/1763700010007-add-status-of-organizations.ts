import { addColumn, column, createIndex, listIndexes } from '@keelson/sql';
import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Organizations from before are active, and so are those that an older version makes meanwhile. */
export class AddStatusOfOrganizations1763700010007 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await addColumn(runner, 'organizations', 'status', { ...column.state(), default: 'active' });
    await addColumn(runner, 'organizations', 'status_reason', column.text(500, { optional: true }));
    await addColumn(runner, 'organizations', 'status_since', column.instant({ optional: true }));
    await addColumn(runner, 'organizations', 'status_by', column.id({ optional: true }));
    await addColumn(runner, 'organizations', 'deleting_since', column.instant({ optional: true }));
    const standing = new Set(listIndexes({ sort: ['created_at', 'name'], tenant: null }).map(String));
    const wanted = [
      ...listIndexes({ filter: ['status', 'name'], sort: ['created_at', 'name'], tenant: null }),
      ['status', 'status_since', 'id'],
    ];
    for (const columns of wanted)
      if (!standing.has(String(columns))) await createIndex(runner, 'organizations', columns);
  }

  down(): Promise<void> {
    throw new Error('Migrations go forward only.');
  }
}
