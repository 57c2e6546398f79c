import { Allow, defineResource, Feature, InjectStore, ResourceController, type Store } from '@keelson/kernel';
import { migrations } from '@keelson/platform';
import { Controller, Get, Module, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { Entity } from 'typeorm';
import { described, exactly, Item, migrationFor, mutant, usual, whole } from '../authoring/index.js';

export default mutant({
  name: 'header-undeclared',
  mistake: 'An answer bears a header that no document names.',
  caughtBy: 'contract/undeclared-header',
  build: (broken) => {
    @Entity('posters')
    class Poster extends Item {}

    const posters = defineResource({
      ...usual,
      path: 'posters',
      entity: Poster,
    });

    @ResourceController(posters)
    class PostersController {}

    @Controller('v1/poster-counts')
    class PosterCountsController {
      constructor(@InjectStore(Poster) private readonly store: Store<Poster>) {}

      @Get()
      @Allow('posters:read')
      @described('count-posters', exactly({ count: whole }))
      async read(@Res({ passthrough: true }) reply: FastifyReply): Promise<object> {
        const count = await this.store.count({});
        if (broken) reply.header('x-total-count', count);
        return { count };
      }
    }

    @Module({
      imports: [Feature.declare({ resources: [posters] }, migrations(migrationFor(posters)))],
      controllers: [PostersController, PosterCountsController],
    })
    class PostersModule {}
    return PostersModule;
  },
});
