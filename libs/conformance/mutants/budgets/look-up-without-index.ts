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
    @Entity('moorings')
    class Mooring extends Item {}

    const moorings = defineResource({
      ...usual,
      path: 'moorings',
      entity: Mooring,
    });

    @ResourceController(moorings)
    class MooringsController {}

    @Controller('v1/mooring-finds')
    class MooringFindsController {
      constructor(@InjectStore(Mooring) private readonly store: Store<Mooring>) {}

      @Get()
      @Allow('moorings:read')
      @required('name', { type: 'string', minLength: 1, maxLength: 60, pattern: '^[^\\u0000]+$' })
      @described('find-moorings', listOf(exactly({ name: text })))
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
          { resources: [moorings] },
          migrations(migrationFor(moorings, { more: broken ? [] : [['organization_id', 'name']] })),
        ),
      ],
      controllers: [MooringsController, MooringFindsController],
    })
    class MooringsModule {}
    return MooringsModule;
  },
});
