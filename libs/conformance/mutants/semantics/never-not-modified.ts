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
  name: 'never-not-modified',
  mistake: 'A read written by hand ignores If-None-Match.',
  caughtBy: 'semantics/not-modified-never',
  build: (broken) => {
    @Entity('murals')
    class Mural extends Item {}

    const murals = defineResource({
      ...usual,
      path: 'murals',
      entity: Mural,
      update: usual.create,
      permissions: { ...usual.permissions, update: 'Change one' },
    });

    @ResourceController(murals)
    class MuralsController {
      constructor(private readonly reader: ResourceReader) {}

      async read(): Promise<unknown> {
        const { request, reply } = currentExchange();
        const { 'if-none-match': _unread, ...headers } = request.headers;
        const asked = {
          method: request.method,
          url: request.url,
          params: request.params,
          query: request.query,
          body: request.body,
          routeOptions: request.routeOptions,
          headers,
        };
        return this.reader.read(murals, broken ? asked : request, reply);
      }
    }

    @Module({
      imports: [Feature.declare({ resources: [murals] }, migrations(migrationFor(murals)))],
      controllers: [MuralsController],
    })
    class MuralsModule {}
    return MuralsModule;
  },
});
