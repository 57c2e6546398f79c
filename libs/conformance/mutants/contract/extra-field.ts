import { Allow, defineResource, Feature, InjectStore, ResourceController, type Store } from '@keelson/kernel';
import { migrations } from '@keelson/platform';
import { Controller, Get, Module } from '@nestjs/common';
import { Entity } from 'typeorm';
import { described, exactly, Item, migrationFor, mutant, usual, whole } from '../authoring/index.js';

export default mutant({
  name: 'extra-field',
  mistake: 'A member was added to an answer, and not to its document.',
  caughtBy: 'contract/extra-field',
  build: (broken) => {
    @Entity('postcards')
    class Postcard extends Item {}

    const postcards = defineResource({
      ...usual,
      path: 'postcards',
      entity: Postcard,
    });

    @ResourceController(postcards)
    class PostcardsController {}

    @Controller('v1/postcard-counts')
    class PostcardCountsController {
      constructor(@InjectStore(Postcard) private readonly store: Store<Postcard>) {}

      @Get()
      @Allow('postcards:read')
      @described('count-postcards', exactly({ count: whole }))
      async read(): Promise<object> {
        const count = await this.store.count({});
        return broken ? { count, generatedAt: Date.now() } : { count };
      }
    }

    @Module({
      imports: [Feature.declare({ resources: [postcards] }, migrations(migrationFor(postcards)))],
      controllers: [PostcardsController, PostcardCountsController],
    })
    class PostcardsModule {}
    return PostcardsModule;
  },
});
