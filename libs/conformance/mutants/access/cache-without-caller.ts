import {
  Allow,
  currentCaller,
  currentOrganizationId,
  defineResource,
  everything,
  Feature,
  InjectStore,
  ResourceController,
  where,
  type Store,
} from '@keelson/kernel';
import { migrations } from '@keelson/platform';
import { Controller, Get, Injectable, Module } from '@nestjs/common';
import { Entity } from 'typeorm';
import { described, exactly, Item, listOf, migrationFor, mutant, text, usual } from '../authoring/index.js';

export default mutant({
  name: 'cache-without-caller',
  mistake:
    'What is kept for an organization was read by one of its people, and is shown to those who may see less.',
  caughtBy: 'access/remembered-for-others',
  build: (broken) => {
    @Entity('bulletins')
    class Bulletin extends Item {}

    const bulletins = defineResource({
      ...usual,
      path: 'bulletins',
      entity: Bulletin,
      visible: ({ caller }) => (caller.can('bulletins:create') ? everything : where({ status: 'closed' })),
    });

    @Injectable()
    class Kept {
      private readonly answers = new Map<string, { readonly until: number; readonly names: string[] }>();

      async get(key: string, read: () => Promise<string[]>): Promise<string[]> {
        const known = this.answers.get(key);
        if (known && known.until > Date.now()) return known.names;
        const names = await read();
        // A twin's cache forgets at once, so that what it shows is never old.
        this.answers.set(key, { until: broken ? Date.now() + 10_000 : 0, names });
        return names;
      }
    }

    @ResourceController(bulletins)
    class BulletinsController {}

    @Controller('v1/bulletin-board')
    class BulletinBoardController {
      constructor(
        @InjectStore(Bulletin) private readonly store: Store<Bulletin>,
        private readonly kept: Kept,
      ) {}

      @Get()
      @Allow('bulletins:read')
      @described('read-bulletin-board', listOf(exactly({ name: text })))
      async read(): Promise<{ data: { name: string }[] }> {
        const organization = currentOrganizationId();
        const key = broken ? organization : `${organization} ${currentCaller().userId}`;
        const names = await this.kept.get(key, async () =>
          (await this.store.find({}, { limit: 100 })).map(({ name }) => name),
        );
        return { data: names.map((name) => ({ name })) };
      }
    }

    @Module({
      imports: [Feature.declare({ resources: [bulletins] }, migrations(migrationFor(bulletins)))],
      controllers: [BulletinsController, BulletinBoardController],
      providers: [Kept],
    })
    class BulletinsModule {}
    return BulletinsModule;
  },
});
