import {
  Action,
  currentOrganizationId,
  defineResource,
  Feature,
  Found,
  ResourceController,
} from '@keelson/kernel';
import { Database, migrations } from '@keelson/platform';
import { Module } from '@nestjs/common';
import { Entity } from 'typeorm';
import { Item, migrationFor, mutant, usual } from '../authoring/index.js';

export default mutant({
  name: 'audit-log-rewritten',
  mistake: 'Whoever settles a dispute has its history deleted from the audit log, for privacy.',
  caughtBy: 'gateway/statement-refused',
  build: (broken) => {
    @Entity('disputes')
    class Dispute extends Item {}

    const disputes = defineResource({
      ...usual,
      path: 'disputes',
      entity: Dispute,
      permissions: { ...usual.permissions, settle: 'Settle a dispute' },
    });

    @ResourceController(disputes)
    class DisputesController {
      constructor(private readonly database: Database) {}

      @Action(disputes, 'settle', { from: 'open', to: 'closed' })
      async settle(@Found() dispute: Dispute): Promise<Dispute> {
        const history = [currentOrganizationId(), dispute.id];
        if (broken)
          await this.database.write(
            'DELETE FROM audit_entries WHERE organization_id = ? AND subject_id = ?',
            history,
          );
        else
          await this.database.read(
            'SELECT id FROM audit_entries WHERE organization_id = ? AND subject_id = ? LIMIT 1',
            history,
          );
        dispute.remark = null;
        return dispute;
      }
    }

    @Module({
      imports: [Feature.declare({ resources: [disputes] }, migrations(migrationFor(disputes)))],
      controllers: [DisputesController],
    })
    class DisputesModule {}
    return DisputesModule;
  },
});
