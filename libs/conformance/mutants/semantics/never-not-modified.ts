import { defineResource, Feature, Id, ResourceController, ResourceReader } from '@keelson/kernel';
import { Module, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { migrations } from '@keelson/platform';
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

      async read(@Id() id: string, @Res({ passthrough: true }) reply: FastifyReply): Promise<unknown> {
        const answer = await this.reader.read(murals, id);
        if (!broken) return answer;
        reply.header('etag', `"${answer.row.version}"`);
        return answer.view;
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
