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
  name: 'always-not-modified',
  mistake: 'A read written by hand answers 304 to whoever sends a tag, whatever it says.',
  caughtBy: 'semantics/not-modified-wrongly',
  build: (broken) => {
    @Entity('frescoes')
    class Fresco extends Item {}

    const frescoes = defineResource({
      ...usual,
      path: 'frescoes',
      entity: Fresco,
      update: usual.create,
      permissions: { ...usual.permissions, update: 'Change one' },
    });

    @ResourceController(frescoes)
    class FrescoesController {
      constructor(private readonly reader: ResourceReader) {}

      async read(): Promise<unknown> {
        const { request, reply } = currentExchange();
        const answer = await this.reader.read(frescoes, request, reply);
        if (!broken || request.headers['if-none-match'] === undefined) return answer;
        reply.status(304);
        return undefined;
      }
    }

    @Module({
      imports: [Feature.declare({ resources: [frescoes] }, migrations(migrationFor(frescoes)))],
      controllers: [FrescoesController],
    })
    class FrescoesModule {}
    return FrescoesModule;
  },
});
