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
    @Entity('logbooks')
    class Logbook extends Item {}

    const logbooks = defineResource({
      ...usual,
      path: 'logbooks',
      entity: Logbook,
      visible: ({ caller }) =>
        caller.can(broken ? 'logbooks:read' : 'logbooks:read-all') ? everything : where({ status: 'closed' }),
      permissions: { ...usual.permissions, 'read-all': 'See everyone’s' },
    });

    @ResourceController(logbooks)
    class LogbooksController {}

    @Module({
      imports: [Feature.declare({ resources: [logbooks] }, migrations(migrationFor(logbooks)))],
      controllers: [LogbooksController],
    })
    class LogbooksModule {}
    return LogbooksModule;
  },
});
