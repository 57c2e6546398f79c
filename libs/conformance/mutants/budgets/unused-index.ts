import { defineResource, Feature, ResourceController } from '@keelson/kernel';
import { migrations } from '@keelson/platform';
import { Module } from '@nestjs/common';
import { Entity } from 'typeorm';
import { Item, migrationFor, mutant, usual } from '../authoring/index.js';

export default mutant({
  name: 'unused-index',
  mistake: 'An index serves a list that is long gone, and slows every write.',
  caughtBy: 'budgets/unused-index',
  build: (broken) => {
    @Entity('gates')
    class Gate extends Item {}

    const gates = defineResource({
      ...usual,
      path: 'gates',
      entity: Gate,
    });

    @ResourceController(gates)
    class GatesController {}

    const migration = migrationFor(gates, {
      more: broken ? [['organization_id', 'remark', 'quantity']] : [],
    });

    @Module({
      imports: [Feature.declare({ resources: [gates] }, migrations(migration))],
      controllers: [GatesController],
    })
    class GatesModule {}
    return GatesModule;
  },
});
