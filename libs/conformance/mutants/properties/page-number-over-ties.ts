import { Allow, defineResource, Feature, InjectStore, ResourceController, type Store } from '@keelson/kernel';
import { migrations } from '@keelson/platform';
import { Controller, Get, Module, Query } from '@nestjs/common';
import { ApiQuery } from '@nestjs/swagger';
import { Entity } from 'typeorm';
import {
  described,
  exactly,
  id,
  Item,
  migrationFor,
  mutant,
  text,
  usual,
  whole,
  wrong,
} from '../authoring/index.js';

const number = /^[1-9]\d{0,2}$/;
const sizes = { type: 'integer', minimum: 1, maximum: 50 } as const;
const pages = { type: 'integer', minimum: 1, maximum: 900 } as const;

export default mutant({
  name: 'page-number-over-ties',
  mistake: 'The first page has one row more than asked for, which the second shows again.',
  caughtBy: 'properties/page-walk',
  build: (broken) => {
    @Entity('causeways')
    class Causeway extends Item {}

    const causeways = defineResource({ ...usual, path: 'causeways', entity: Causeway });

    @ResourceController(causeways)
    class CausewaysController {}

    @Controller('v1/causeway-pages')
    class CausewayPagesController {
      constructor(@InjectStore(Causeway) private readonly store: Store<Causeway>) {}

      @Get()
      @Allow('causeways:read')
      @ApiQuery({ name: 'page', required: false, schema: pages })
      @ApiQuery({ name: 'size', required: false, schema: sizes })
      @described(
        'read-causeway-page',
        exactly({
          causeways: { type: 'array', maxItems: 51, items: exactly({ id, name: text }) },
          nextPage: whole,
        }),
      )
      async read(@Query() query: Readonly<Record<string, string | undefined>>): Promise<object> {
        const { page = '1', size = '20', ...others } = query;
        const [unknown] = Object.keys(others);
        if (unknown !== undefined) throw wrong(unknown, 'is not known');
        if (typeof page !== 'string' || !number.test(page) || Number(page) > 900)
          throw wrong('page', 'must be a whole number from 1 to 900');
        if (typeof size !== 'string' || !number.test(size) || Number(size) > 50)
          throw wrong('size', 'must be a whole number from 1 to 50');
        const [at, rows] = [Number(page), Number(size)];
        const all = await this.store.find({}, { limit: Math.min(1_000, at * rows + 1) });
        const shown = all.slice((at - 1) * rows, at * rows + (broken && at === 1 ? 1 : 0));
        const nextPage = all.length > at * rows ? at + 1 : 0;
        return { causeways: shown.map(({ id: own, name }) => ({ id: own, name })), nextPage };
      }
    }

    @Module({
      imports: [Feature.declare({ resources: [causeways] }, migrations(migrationFor(causeways)))],
      controllers: [CausewaysController, CausewayPagesController],
    })
    class CausewaysModule {}
    return CausewaysModule;
  },
});
