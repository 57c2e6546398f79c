import {
  Action,
  currentOrganizationId,
  defineError,
  defineResource,
  Fails,
  Feature,
  Found,
  ResourceController,
} from '@keelson/kernel';
import { Database, migrations } from '@keelson/platform';
import { Module } from '@nestjs/common';
import { Entity } from 'typeorm';
import { Item, migrationFor, mutant, usual } from '../authoring/index.js';

const tooMany = defineError('gongs.too_many', 'conflict', 'Too many of one name are closed');

export default mutant({
  name: 'counted-by-its-text',
  mistake: 'An action counts the rows of one name, by which there is no index.',
  caughtBy: 'budgets/aggregate',
  build: (broken) => {
    @Entity('gongs')
    class Gong extends Item {}

    const gongs = defineResource({
      ...usual,
      path: 'gongs',
      entity: Gong,
      permissions: { ...usual.permissions, close: 'Close one' },
    });

    @ResourceController(gongs)
    class GongsController {
      constructor(private readonly database: Database) {}

      @Action(gongs, 'close', { from: 'open', to: 'closed' })
      @Fails(tooMany)
      async close(@Found() gong: Gong): Promise<Gong> {
        const [row] = await this.database.read<{ readonly alike: string | number }>(
          'SELECT COUNT(*) AS alike FROM gongs WHERE organization_id = ? AND name = ?',
          [currentOrganizationId(), gong.name],
        );
        if (Number(row?.alike) > 1_000_000) throw tooMany();
        return gong;
      }
    }

    @Module({
      imports: [
        Feature.declare(
          { resources: [gongs] },
          migrations(migrationFor(gongs, broken ? {} : { more: [['organization_id', 'name']] })),
        ),
      ],
      controllers: [GongsController],
    })
    class GongsModule {}
    return GongsModule;
  },
});
