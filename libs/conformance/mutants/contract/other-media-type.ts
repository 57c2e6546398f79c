import { Allow, defineResource, Feature, InjectStore, ResourceController, type Store } from '@keelson/kernel';
import { migrations } from '@keelson/platform';
import { Controller, Get, Module, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { Entity } from 'typeorm';
import { described, exactly, Item, migrationFor, mutant, usual, whole } from '../authoring/index.js';

export default mutant({
  name: 'other-media-type',
  mistake: 'A text file is answered where the document promises JSON.',
  caughtBy: 'contract/undeclared-media-type',
  build: (broken) => {
    @Entity('leaflets')
    class Leaflet extends Item {}

    const leaflets = defineResource({
      ...usual,
      path: 'leaflets',
      entity: Leaflet,
    });

    @ResourceController(leaflets)
    class LeafletsController {}

    @Controller('v1/leaflet-files')
    class LeafletFilesController {
      constructor(@InjectStore(Leaflet) private readonly store: Store<Leaflet>) {}

      @Get()
      @Allow('leaflets:read')
      @described('read-leaflet-file', exactly({ count: whole }))
      async read(@Res({ passthrough: true }) reply: FastifyReply): Promise<unknown> {
        const count = await this.store.count({});
        if (broken) reply.header('content-type', 'text/plain; charset=utf-8');
        return broken ? `count ${count}` : { count };
      }
    }

    @Module({
      imports: [Feature.declare({ resources: [leaflets] }, migrations(migrationFor(leaflets)))],
      controllers: [LeafletsController, LeafletFilesController],
    })
    class LeafletsModule {}
    return LeafletsModule;
  },
});
