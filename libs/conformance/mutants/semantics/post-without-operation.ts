import {
  Allow,
  defineResource,
  Feature,
  Input,
  InjectStore,
  Operation,
  ResourceController,
  Text,
  type Store,
} from '@keelson/kernel';
import { Database, migrations } from '@keelson/platform';
import { applyDecorators, Controller, Module, Post } from '@nestjs/common';
import { Entity } from 'typeorm';
import { described, exactly, id, Item, migrationFor, mutant, usual } from '../authoring/index.js';

export default mutant({
  name: 'post-without-operation',
  mistake: 'A write opens its transaction itself and is no operation: the same key makes a second row.',
  caughtBy: 'inventory/write-without-operation',
  build: (broken) => {
    @Entity('wishes')
    class Wish extends Item {}

    const wishes = defineResource({
      ...usual,
      path: 'wishes',
      entity: Wish,
    });

    @ResourceController(wishes)
    class WishesController {}

    class WishToMake {
      @Text({ max: 60, example: 'A pony' })
      name!: string;
    }

    @Controller('v1/quick-wishes')
    class QuickWishesController {
      constructor(
        @InjectStore(Wish) private readonly store: Store<Wish>,
        private readonly database: Database,
      ) {}

      @Post()
      @Allow('wishes:create')
      @applyDecorators(...(broken ? [] : [Operation('wishes:make')]))
      @described('make-wish', exactly({ id }), { status: 201 })
      async make(@Input() wish: WishToMake): Promise<{ id: string }> {
        const made = await this.database.transaction(() =>
          this.store.insert({ name: wish.name, quantity: 1 }),
        );
        return { id: made.id };
      }
    }

    @Module({
      imports: [Feature.declare({ resources: [wishes] }, migrations(migrationFor(wishes)))],
      controllers: [WishesController, QuickWishesController],
    })
    class WishesModule {}
    return WishesModule;
  },
});
