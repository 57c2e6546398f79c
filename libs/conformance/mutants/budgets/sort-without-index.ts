import { defineResource, Feature, ResourceController } from '@keelson/kernel';
import { migrations } from '@keelson/platform';
import { Module } from '@nestjs/common';
import { Entity } from 'typeorm';
import { Item, migrationFor, mutant, usual } from '../authoring/index.js';

export default mutant({
  name: 'sort-without-index',
  mistake: 'A sort was added to a list, and its index was not.',
  caughtBy: 'budgets/sort',
  build: (broken) => {
    @Entity('medals')
    class Medal extends Item {}

    const medals = defineResource({
      ...usual,
      path: 'medals',
      entity: Medal,
      list: { filter: ['status'], sort: ['createdAt', 'quantity'] },
    });

    @ResourceController(medals)
    class MedalsController {}

    const migration = migrationFor(medals, { forgotten: broken ? ['quantity'] : [] });

    @Module({
      imports: [Feature.declare({ resources: [medals] }, migrations(migration))],
      controllers: [MedalsController],
    })
    class MedalsModule {}
    return MedalsModule;
  },
});
