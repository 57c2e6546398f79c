import { defineResource, everything, Feature, ResourceController, where } from '@keelson/kernel';
import { migrations } from '@keelson/platform';
import { Module } from '@nestjs/common';
import { Entity } from 'typeorm';
import { Item, migrationFor, mutant, usual } from '../authoring/index.js';

export default mutant({
  name: 'permission-nobody-asks-for',
  mistake:
    'A row rule asks for the permission that everyone has who gets as far, instead of the one for all rows.',
  caughtBy: 'access/permission-unused',
  build: (broken) => {
    @Entity('tidebooks')
    class Tidebook extends Item {}

    const tidebooks = defineResource({
      ...usual,
      path: 'tidebooks',
      entity: Tidebook,
      visible: ({ caller }) =>
        caller.can(broken ? 'tidebooks:read' : 'tidebooks:read-all')
          ? everything
          : where({ status: 'closed' }),
      permissions: { ...usual.permissions, 'read-all': 'See everyone’s' },
    });

    @ResourceController(tidebooks)
    class TidebooksController {}

    @Module({
      imports: [Feature.declare({ resources: [tidebooks] }, migrations(migrationFor(tidebooks)))],
      controllers: [TidebooksController],
    })
    class TidebooksModule {}
    return TidebooksModule;
  },
});
