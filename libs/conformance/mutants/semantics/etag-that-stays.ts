import { defineResource, Feature, Id, ResourceController, ResourceReader } from '@keelson/kernel';
import { Module, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { migrations } from '@keelson/platform';
import { Entity } from 'typeorm';
import { Item, migrationFor, mutant, usual } from '../authoring/index.js';

export default mutant({
  name: 'etag-that-stays',
  mistake: 'The tag of a row is made of its id, and stays when the row changes.',
  caughtBy: 'semantics/etag-differs',
  build: (broken) => {
    @Entity('banners')
    class Banner extends Item {}

    const banners = defineResource({
      ...usual,
      path: 'banners',
      entity: Banner,
      update: usual.create,
      permissions: { ...usual.permissions, update: 'Change one' },
    });

    @ResourceController(banners)
    class BannersController {
      constructor(private readonly reader: ResourceReader) {}

      async read(@Id() id: string, @Res({ passthrough: true }) reply: FastifyReply): Promise<unknown> {
        const answer = await this.reader.read(banners, id);
        if (!broken) return answer;
        reply.header('etag', `"${id}"`);
        return answer.view;
      }
    }

    @Module({
      imports: [Feature.declare({ resources: [banners] }, migrations(migrationFor(banners)))],
      controllers: [BannersController],
    })
    class BannersModule {}
    return BannersModule;
  },
});
