import { defineResource, Feature, ResourceController } from '@keelson/kernel';
import { migrations } from '@keelson/platform';
import { Module } from '@nestjs/common';
import { Entity } from 'typeorm';
import { Item, migrationFor, mutant, rememberedCallers, usual } from '../authoring/index.js';

export default mutant({
  name: 'served-while-suspended',
  mistake: 'Callers are remembered by their session, and not forgotten when their organization is suspended.',
  caughtBy: 'access/suspended',
  build: (broken) => {
    @Entity('jetties')
    class Jetty extends Item {}

    const jetties = defineResource({ ...usual, path: 'jetties', entity: Jetty });

    @ResourceController(jetties)
    class JettiesController {}

    @Module({
      imports: [Feature.declare({ resources: [jetties] }, migrations(migrationFor(jetties)))],
      controllers: [JettiesController],
      providers: [rememberedCallers(broken ? 'organization' : null)],
    })
    class JettiesModule {}
    return JettiesModule;
  },
});
