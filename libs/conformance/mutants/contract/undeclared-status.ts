import {
  Allow,
  defineResource,
  Feature,
  InjectStore,
  Integer,
  Input,
  Operation,
  ResourceController,
  Text,
  type Store,
} from '@keelson/kernel';
import { migrations } from '@keelson/platform';
import { Controller, HttpCode, Module, Post } from '@nestjs/common';
import { Entity } from 'typeorm';
import { described, exactly, id, Item, migrationFor, mutant, usual } from '../authoring/index.js';

export default mutant({
  name: 'undeclared-status',
  mistake: 'A route answers 202, and its document knows 201 only.',
  caughtBy: 'contract/undeclared-status',
  build: (broken) => {
    @Entity('stamps')
    class Stamp extends Item {}

    const stamps = defineResource({
      ...usual,
      path: 'stamps',
      entity: Stamp,
    });

    @ResourceController(stamps)
    class StampsController {}

    class StampsToOrder {
      @Text({ max: 60, example: 'Penny Black' })
      name!: string;

      @Integer({ min: 1, max: 100, example: 2 })
      quantity!: number;
    }

    @Controller('v1/stamp-orders')
    class StampOrdersController {
      constructor(@InjectStore(Stamp) private readonly store: Store<Stamp>) {}

      @Post()
      @HttpCode(broken ? 202 : 201)
      @Allow('stamps:create')
      @Operation('stamps:order')
      @described('order-stamps', exactly({ id }), { status: 201 })
      async order(@Input() ordered: StampsToOrder): Promise<{ id: string }> {
        const made = await this.store.insert({ name: ordered.name, quantity: ordered.quantity });
        return { id: made.id };
      }
    }

    @Module({
      imports: [Feature.declare({ resources: [stamps] }, migrations(migrationFor(stamps)))],
      controllers: [StampsController, StampOrdersController],
    })
    class StampsModule {}
    return StampsModule;
  },
});
