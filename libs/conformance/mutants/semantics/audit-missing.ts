import {
  currentOrganizationId,
  defineResource,
  Feature,
  Found,
  InjectStore,
  ResourceController,
  type Store,
} from '@keelson/kernel';
import { Database, migrations } from '@keelson/platform';
import { Module } from '@nestjs/common';
import { Entity } from 'typeorm';
import { Item, migrationFor, mutant, usual } from '../authoring/index.js';

export default mutant({
  name: 'audit-missing',
  mistake: 'One verb deletes by SQL of its own: no audit entry and no event tells of it.',
  caughtBy: 'semantics/audit-missing',
  build: (broken) => {
    @Entity('relics')
    class Relic extends Item {}

    const relics = defineResource({
      ...usual,
      path: 'relics',
      entity: Relic,
      remove: true,
      permissions: { ...usual.permissions, remove: 'Delete one' },
    });

    @ResourceController(relics)
    class RelicsController {
      constructor(
        private readonly database: Database,
        @InjectStore(Relic) private readonly rows: Store<Relic>,
      ) {}

      async remove(@Found() relic: Relic): Promise<void> {
        if (!broken) return this.rows.remove(relic);
        await this.database.write('DELETE FROM relics WHERE organization_id = ? AND id = ?', [
          currentOrganizationId(),
          relic.id,
        ]);
      }
    }

    @Module({
      imports: [Feature.declare({ resources: [relics] }, migrations(migrationFor(relics)))],
      controllers: [RelicsController],
    })
    class RelicsModule {}
    return RelicsModule;
  },
});
