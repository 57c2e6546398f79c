import {
  Allow,
  defineResource,
  Feature,
  Flag,
  InjectStore,
  ResourceController,
  validationFailed,
  type Store,
} from '@keelson/kernel';
import { migrations } from '@keelson/platform';
import { Controller, Get, Module, Query } from '@nestjs/common';
import { ApiQuery } from '@nestjs/swagger';
import { Entity } from 'typeorm';
import { described, exactly, Item, migrationFor, mutant, usual, whole } from '../authoring/index.js';

export default mutant({
  name: 'every-text-is-true',
  mistake: 'A flag of the query is read with Boolean(…), to which "false" is true.',
  caughtBy: 'semantics/parameter-default',
  build: (broken) => {
    @Entity('skiffs')
    class Skiff extends Item {
      @Flag({ example: true })
      ashore!: boolean;
    }

    const skiffs = defineResource({
      ...usual,
      path: 'skiffs',
      entity: Skiff,
      view: ['id', 'name', 'ashore', 'version', 'createdAt'],
      create: ['name', 'quantity', 'remark', 'ashore'],
      list: { filter: ['ashore'], sort: ['createdAt'] },
    });

    @ResourceController(skiffs)
    class SkiffsController {}

    @Controller('v1/skiff-counts')
    class SkiffCountsController {
      constructor(@InjectStore(Skiff) private readonly store: Store<Skiff>) {}

      @Get()
      @Allow('skiffs:read')
      @described('count-skiffs', exactly({ skiffs: whole }))
      @ApiQuery({ name: 'ashore', required: false, schema: { type: 'boolean', default: false } })
      async count(@Query('ashore') ashore?: string): Promise<{ skiffs: number }> {
        if (ashore !== undefined && ashore !== 'true' && ashore !== 'false')
          throw validationFailed({ errors: [{ parameter: 'ashore', detail: 'must be true or false' }] });
        const isAshore = broken ? Boolean(ashore) : ashore === 'true';
        return { skiffs: await this.store.count({ ashore: isAshore }) };
      }
    }

    @Module({
      imports: [Feature.declare({ resources: [skiffs] }, migrations(migrationFor(skiffs)))],
      controllers: [SkiffsController, SkiffCountsController],
    })
    class SkiffsModule {}
    return SkiffsModule;
  },
});
