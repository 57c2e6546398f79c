import { defineResource, Feature, InjectStore, ResourceController, type Store } from '@keelson/kernel';
import { Database, migrations } from '@keelson/platform';
import {
  Injectable,
  Module,
  UseInterceptors,
  type CallHandler,
  type ExecutionContext,
  type NestInterceptor,
} from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { Entity } from 'typeorm';
import type { Observable } from 'rxjs';
import { Item, migrationFor, mutant, usual } from '../authoring/index.js';

export default mutant({
  name: 'changed-by-reading',
  mistake: 'Whoever reads a letter marks it as read: so does a link preview, a cache, or a repeated GET.',
  caughtBy: 'semantics/changed-by-reading',
  build: (broken) => {
    @Entity('letters')
    class Letter extends Item {}

    @Injectable()
    class MarkAsRead implements NestInterceptor {
      constructor(
        private readonly database: Database,
        @InjectStore(Letter) private readonly letters: Store<Letter>,
      ) {}

      async intercept(context: ExecutionContext, next: CallHandler): Promise<Observable<unknown>> {
        const { method, params } = context
          .switchToHttp()
          .getRequest<FastifyRequest<{ Params: { id?: string } }>>();
        const { id } = params;
        if (broken && method === 'GET' && /^[\da-f-]{36}$/.test(id ?? ''))
          await this.database.transaction(async () => {
            for (const letter of await this.letters.find({ id: [String(id)], status: 'open' }))
              await this.letters.save(Object.assign(letter, { status: 'closed' }));
          });
        return next.handle();
      }
    }

    const letters = defineResource({
      ...usual,
      path: 'letters',
      entity: Letter,
    });

    @ResourceController(letters)
    @UseInterceptors(MarkAsRead)
    class LettersController {}

    @Module({
      imports: [Feature.declare({ resources: [letters] }, migrations(migrationFor(letters)))],
      controllers: [LettersController],
      providers: [MarkAsRead],
    })
    class LettersModule {}
    return LettersModule;
  },
});
