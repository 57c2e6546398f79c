import {
  Allow,
  defineResource,
  Feature,
  InjectStore,
  ResourceController,
  validationFailed,
  type Store,
} from '@keelson/kernel';
import { migrations } from '@keelson/platform';
import { Controller, Get, Module, Query } from '@nestjs/common';
import { ApiQuery } from '@nestjs/swagger';
import { Entity } from 'typeorm';
import { described, exactly, Item, migrationFor, mutant, text, usual } from '../authoring/index.js';

export default mutant({
  name: 'limit-without-limit',
  mistake: 'A page may be as large as the client likes.',
  caughtBy: 'bounds/page',
  build: (broken) => {
    @Entity('marbles')
    class Marble extends Item {}

    const marbles = defineResource({
      ...usual,
      path: 'marbles',
      entity: Marble,
    });

    @ResourceController(marbles)
    class MarblesController {}

    @Controller('v1/marble-lists')
    class MarbleListsController {
      constructor(@InjectStore(Marble) private readonly store: Store<Marble>) {}

      @Get()
      @Allow('marbles:read')
      @ApiQuery({
        name: 'limit',
        required: false,
        schema: { type: 'integer', minimum: 1, ...(broken ? {} : { maximum: 200 }) },
      })
      @described(
        'list-marbles-by-name',
        exactly({ data: { type: 'array', maxItems: 200, items: exactly({ name: text }) } }),
      )
      async read(@Query('limit') limit = '50'): Promise<object> {
        if (!/^[1-9][0-9]{0,6}$/.test(limit) || (!broken && Number(limit) > 200))
          throw validationFailed({
            detail: 'Not valid.',
            errors: [{ parameter: 'limit', detail: 'must be 1 to 200' }],
          });
        const rows = await this.store.find({}, { limit: Number(limit) });
        return { data: rows.map(({ name }) => ({ name })) };
      }
    }

    @Module({
      imports: [Feature.declare({ resources: [marbles] }, migrations(migrationFor(marbles)))],
      controllers: [MarblesController, MarbleListsController],
    })
    class MarblesModule {}
    return MarblesModule;
  },
});
