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
import { described, exactly, Item, migrationFor, mutant, text, usual, whole } from '../authoring/index.js';

export default mutant({
  name: 'crash-on-odd-input',
  mistake: 'A parameter is used as it comes, and what is no date ends in 500.',
  caughtBy: 'contract/server-error',
  build: (broken) => {
    @Entity('tides')
    class Tide extends Item {}

    const tides = defineResource({
      ...usual,
      path: 'tides',
      entity: Tide,
    });

    @ResourceController(tides)
    class TidesController {}

    @Controller('v1/tide-tables')
    class TideTablesController {
      constructor(@InjectStore(Tide) private readonly store: Store<Tide>) {}

      @Get()
      @Allow('tides:read')
      @ApiQuery({ name: 'since', required: false, schema: { type: 'string', format: 'date' } })
      @described('read-tide-table', exactly({ since: text, count: whole }))
      async read(@Query('since') since = '2026-01-01'): Promise<object> {
        const when = new Date(since);
        if (!broken && Number.isNaN(when.getTime()))
          throw validationFailed({
            detail: 'Not valid.',
            errors: [{ parameter: 'since', detail: 'must be a date' }],
          });
        return { since: when.toISOString(), count: await this.store.count({}) };
      }
    }

    @Module({
      imports: [Feature.declare({ resources: [tides] }, migrations(migrationFor(tides)))],
      controllers: [TidesController, TideTablesController],
    })
    class TidesModule {}
    return TidesModule;
  },
});
