import { defineResource, Feature, ResourceController, Text } from '@keelson/kernel';
import { migrations } from '@keelson/platform';
import { Module } from '@nestjs/common';
import { Entity } from 'typeorm';
import { Item, migrationFor, mutant, usual } from '../authoring/index.js';

export default mutant({
  name: 'text-without-bound',
  mistake: 'A text may be so long that its bound is none.',
  caughtBy: 'bounds/text',
  build: (broken) => {
    @Entity('memoirs')
    class Memoir extends Item {
      @Text({ max: broken ? 2_000_000 : 2_000, example: 'It was a dark night' })
      story!: string;
    }

    const memoirs = defineResource({
      ...usual,
      path: 'memoirs',
      entity: Memoir,
      view: [...usual.view, 'story'],
      create: [...usual.create, 'story'],
    });

    @ResourceController(memoirs)
    class MemoirsController {}

    @Module({
      imports: [Feature.declare({ resources: [memoirs] }, migrations(migrationFor(memoirs)))],
      controllers: [MemoirsController],
    })
    class MemoirsModule {}
    return MemoirsModule;
  },
});
