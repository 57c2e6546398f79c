import { Allow, defineResource, Feature, InjectStore, ResourceController, type Store } from '@keelson/kernel';
import { migrations } from '@keelson/platform';
import { applyDecorators, Controller, Get, Module } from '@nestjs/common';
import { ApiExcludeEndpoint } from '@nestjs/swagger';
import { Entity } from 'typeorm';
import { described, exactly, Item, migrationFor, mutant, usual, whole } from '../authoring/index.js';

export default mutant({
  name: 'left-out-of-the-document',
  mistake: 'A route is left out of the document, since describing it was work.',
  caughtBy: 'inventory/undocumented',
  build: (broken) => {
    @Entity('ladders')
    class Ladder extends Item {}

    const ladders = defineResource({
      ...usual,
      path: 'ladders',
      entity: Ladder,
    });

    @ResourceController(ladders)
    class LaddersController {}

    @Controller('v1/ladder-counts')
    class LadderCountsController {
      constructor(@InjectStore(Ladder) private readonly store: Store<Ladder>) {}

      @Get()
      @Allow('ladders:read')
      @applyDecorators(
        described('count-ladders', exactly({ count: whole })),
        ...(broken ? [ApiExcludeEndpoint()] : []),
      )
      async count(): Promise<{ count: number }> {
        return { count: await this.store.count({}) };
      }
    }

    @Module({
      imports: [Feature.declare({ resources: [ladders] }, migrations(migrationFor(ladders)))],
      controllers: [LaddersController, LadderCountsController],
    })
    class LaddersModule {}
    return LaddersModule;
  },
});
