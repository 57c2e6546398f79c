import { Feature, type ConcreteType } from '@keelson/kernel';
import { IdentityModule } from '@keelson/identity';
import { OrganizationsModule } from '@keelson/organizations';
import { createTable, migrations, PlatformModule, rowColumns } from '@keelson/platform';
import { Module, type Type } from '@nestjs/common';
import type { MigrationInterface, QueryRunner } from 'typeorm';
import { expect, inject, it } from 'vitest';
import { createMigratedDatabase } from './index.js';
import { openSql } from './servers/index.js';

const creating = (table: string): ConcreteType<MigrationInterface> => {
  class Create1764000000060 implements MigrationInterface {
    async up(runner: QueryRunner): Promise<void> {
      await createTable(runner, table, { columns: rowColumns('system'), indexes: [] });
    }

    down(): Promise<void> {
      throw new Error('Migrations go forward only.');
    }
  }
  return Object.defineProperty(Create1764000000060, 'name', { value: `Create${table}1764000000060` });
};

/** All of one name. */
function rootWith(table: string): Type {
  @Module({
    imports: [
      PlatformModule,
      OrganizationsModule,
      IdentityModule,
      Feature.declare({}, migrations(creating(table))),
    ],
  })
  class AppModule {}
  return AppModule;
}

it('applications of one name have the tables of their own migrations', async () => {
  for (const table of ['rafts', 'buoys']) {
    const database = await createMigratedDatabase(rootWith(table), inject('engine'), inject('servers'));
    const sql = await openSql(inject('engine'), database.url);
    try {
      const schema = inject('engine') === 'mysql' ? 'DATABASE()' : 'current_schema()';
      const found = await sql.query(
        `SELECT table_name AS name FROM information_schema.tables WHERE table_schema = ${schema} AND table_name IN ('rafts', 'buoys')`,
      );
      expect(found).toEqual([{ name: table }]);
    } finally {
      await sql.end();
      await database.drop();
    }
  }
});
