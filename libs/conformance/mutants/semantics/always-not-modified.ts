import { defineResource, Feature, Id, ResourceController, ResourceReader } from '@keelson/kernel';
import { Headers, Module, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { migrations } from '@keelson/platform';
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

      async read(
        @Id() id: string,
        @Headers('if-none-match') known: string | undefined,
        @Res({ passthrough: true }) reply: FastifyReply,
      ): Promise<unknown> {
        const answer = await this.reader.read(frescoes, id);
        if (!broken || known === undefined) return answer;
        reply.status(304).header('etag', `"${answer.row.version}"`);
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
