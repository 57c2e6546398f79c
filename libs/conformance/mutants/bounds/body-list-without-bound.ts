import { defineResource, Feature, Integer, ListOf, ResourceController } from '@keelson/kernel';
import { migrations } from '@keelson/platform';
import { Module } from '@nestjs/common';
import { Entity } from 'typeorm';
import { Item, migrationFor, mutant, usual } from '../authoring/index.js';

export default mutant({
  name: 'body-list-without-bound',
  mistake: 'A list in a body may have hundreds of thousands of elements.',
  caughtBy: 'bounds/list',
  build: (broken) => {
    class Lap {
      @Integer({ max: 10_000, example: 62 })
      seconds!: number;
    }

    @Entity('races')
    class Race extends Item {
      @ListOf(() => Lap, { max: broken ? 200_000 : 100 })
      laps!: Lap[];
    }

    const races = defineResource({
      ...usual,
      path: 'races',
      entity: Race,
      view: [...usual.view, 'laps'],
      create: [...usual.create, 'laps'],
    });

    @ResourceController(races)
    class RacesController {}

    @Module({
      imports: [Feature.declare({ resources: [races] }, migrations(migrationFor(races)))],
      controllers: [RacesController],
    })
    class RacesModule {}
    return RacesModule;
  },
});
