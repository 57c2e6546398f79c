import { defineResource, Feature, ResourceController } from '@keelson/kernel';
import { migrations } from '@keelson/platform';
import { Module } from '@nestjs/common';
import { Entity } from 'typeorm';
import { Item, migrationFor, mutant, rememberedCallers, usual } from '../authoring/index.js';

export default mutant({
  name: 'session-survives-reset',
  mistake: 'Callers are remembered by their session, and not forgotten when a new password ends it.',
  caughtBy: 'access/session-after-new-password',
  build: (broken) => {
    @Entity('gangways')
    class Gangway extends Item {}

    const gangways = defineResource({ ...usual, path: 'gangways', entity: Gangway });

    @ResourceController(gangways)
    class GangwaysController {}

    @Module({
      imports: [Feature.declare({ resources: [gangways] }, migrations(migrationFor(gangways)))],
      controllers: [GangwaysController],
      providers: [rememberedCallers(broken ? 'user' : null)],
    })
    class GangwaysModule {}
    return GangwaysModule;
  },
});
