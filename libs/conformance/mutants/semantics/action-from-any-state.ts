import { Action, defineResource, Feature, Found, ResourceController } from '@keelson/kernel';
import { migrations } from '@keelson/platform';
import { Module } from '@nestjs/common';
import { Entity } from 'typeorm';
import { Item, migrationFor, mutant, usual } from '../authoring/index.js';

export default mutant({
  name: 'action-from-any-state',
  mistake: 'An action says where it leads, and not from where: it can be done again, and counts twice.',
  caughtBy: 'semantics/action-repeats',
  build: (broken) => {
    @Entity('refunds')
    class Refund extends Item {}

    const refunds = defineResource({
      ...usual,
      path: 'refunds',
      entity: Refund,
      permissions: { ...usual.permissions, grant: 'Grant a refund' },
    });

    @ResourceController(refunds)
    class RefundsController {
      @Action(refunds, 'grant', { ...(broken ? {} : { from: 'open' }), to: 'closed' })
      grant(@Found() refund: Refund): Refund {
        refund.quantity = (refund.quantity + 1) % 1_000;
        return refund;
      }
    }

    @Module({
      imports: [Feature.declare({ resources: [refunds] }, migrations(migrationFor(refunds)))],
      controllers: [RefundsController],
    })
    class RefundsModule {}
    return RefundsModule;
  },
});
