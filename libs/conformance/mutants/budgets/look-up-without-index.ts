import { Allow, defineResource, Feature, InjectStore, ResourceController, type Store } from '@keelson/kernel';
import { migrations } from '@keelson/platform';
import { Controller, Get, Module, Query } from '@nestjs/common';
import { Entity } from 'typeorm';
import {
  described,
  exactly,
  Item,
  listOf,
  migrationFor,
  mutant,
  required,
  text,
  usual,
  wrong,
} from '../authoring/index.js';

export default mutant({
  name: 'look-up-without-index',
  mistake: 'Rows are looked up by the name that a client must give, and no index has it.',
  caughtBy: 'budgets/full-scan',
  build: (broken) => {
    @Entity('cleats')
    class Cleat extends Item {}

    const cleats = defineResource({
      ...usual,
      path: 'cleats',
      entity: Cleat,
    });

    @ResourceController(cleats)
    class CleatsController {}

    @Controller('v1/cleat-finds')
    class CleatFindsController {
      constructor(@InjectStore(Cleat) private readonly store: Store<Cleat>) {}

      @Get()
      @Allow('cleats:read')
      @required('name', { type: 'string', minLength: 1, maxLength: 60, pattern: '^[^\\u0000]+$' })
      @described('find-cleats', listOf(exactly({ name: text })))
      async find(@Query('name') wanted: string | undefined): Promise<object> {
        if (typeof wanted !== 'string' || !/^[^\0]{1,60}$/.test(wanted))
          throw wrong('name', 'must be 1 to 60 characters');
        const found = await this.store.find({ name: wanted }, { limit: 50 });
        return { data: found.map(({ name }) => ({ name })) };
      }
    }

    @Module({
      imports: [
        Feature.declare(
          { resources: [cleats] },
          migrations(migrationFor(cleats, { more: broken ? [] : [['organization_id', 'name']] })),
        ),
      ],
      controllers: [CleatsController, CleatFindsController],
    })
    class CleatsModule {}
    return CleatsModule;
  },
});
