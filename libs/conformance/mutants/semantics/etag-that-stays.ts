import {
  currentExchange,
  defineResource,
  Feature,
  ResourceController,
  ResourceReader,
} from '@keelson/kernel';
import { migrations } from '@keelson/platform';
import { Module } from '@nestjs/common';
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

      async read(): Promise<unknown> {
        const { request, reply } = currentExchange();
        const answer = await this.reader.read(banners, request, reply);
        if (broken) reply.header('etag', `"${(request.params as { id: string }).id}"`);
        return answer;
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
