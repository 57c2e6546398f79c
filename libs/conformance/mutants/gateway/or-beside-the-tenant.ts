import { Allow, currentOrganizationId, defineResource, Feature, ResourceController } from '@keelson/kernel';
import { Database, migrations } from '@keelson/platform';
import { Controller, Get, Module } from '@nestjs/common';
import { Entity } from 'typeorm';
import { described, exactly, Item, migrationFor, mutant, usual, whole } from '../authoring/index.js';

export default mutant({
  name: 'or-beside-the-tenant',
  mistake: 'An OR without brackets lets the open rows of all organizations into a count.',
  caughtBy: 'gateway/statement-refused',
  build: (broken) => {
    @Entity('badges')
    class Badge extends Item {}

    const badges = defineResource({
      ...usual,
      path: 'badges',
      entity: Badge,
    });

    @ResourceController(badges)
    class BadgesController {}

    const wanted = broken
      ? "organization_id = ? AND quantity > 1 OR status = 'open'"
      : "organization_id = ? AND (quantity > 1 OR status = 'open')";

    @Controller('v1/badge-counts')
    class BadgeCountsController {
      constructor(private readonly database: Database) {}

      @Get()
      @Allow('badges:read')
      @described('count-badges-to-hand-out', exactly({ count: whole }))
      async count(): Promise<{ count: number }> {
        const [row] = await this.database.read<{ count: unknown }>(
          `SELECT COUNT(*) AS count FROM badges WHERE ${wanted}`,
          [currentOrganizationId()],
        );
        return { count: Number(row?.count ?? 0) };
      }
    }

    @Module({
      imports: [Feature.declare({ resources: [badges] }, migrations(migrationFor(badges)))],
      controllers: [BadgesController, BadgeCountsController],
    })
    class BadgesModule {}
    return BadgesModule;
  },
});
