import { defineResource, everything, Feature, ResourceController, where } from '@keelson/kernel';
import { migrations } from '@keelson/platform';
import { Module } from '@nestjs/common';
import { Entity } from 'typeorm';
import { Item, migrationFor, mutant, usual } from '../authoring/index.js';

export default mutant({
  name: 'permission-misspelt-in-a-rule',
  mistake: 'A row rule asks for a permission that no feature declares: nobody can have it.',
  caughtBy: 'access/permission-unknown',
  build: (broken) => {
    @Entity('signals')
    class Signal extends Item {}

    const signals = defineResource({
      ...usual,
      path: 'signals',
      entity: Signal,
      visible: ({ caller }) =>
        caller.can(broken ? 'signals:add' : 'signals:create') ? everything : where({ status: 'closed' }),
    });

    @ResourceController(signals)
    class SignalsController {}

    @Module({
      imports: [Feature.declare({ resources: [signals] }, migrations(migrationFor(signals)))],
      controllers: [SignalsController],
    })
    class SignalsModule {}
    return SignalsModule;
  },
});
