import {
  Allow,
  defineResource,
  Feature,
  InjectStore,
  Operation,
  ResourceController,
  type Store,
} from '@keelson/kernel';
import { migrations } from '@keelson/platform';
import { Controller, HttpCode, Module, Post } from '@nestjs/common';
import { Entity } from 'typeorm';
import { described, exactly, Item, migrationFor, mutant, usual, whole } from '../authoring/index.js';

export default mutant({
  name: 'unproven-by-another-way',
  mistake:
    'What only proven accounts may create is also made by copying, which asks for a permission that all have.',
  caughtBy: 'access/unproven-way-around',
  build: (broken) => {
    const permission = 'bollard-copies:create';

    @Entity('bollards')
    class Bollard extends Item {}

    const bollards = defineResource({ ...usual, path: 'bollards', entity: Bollard, provenOnly: ['create'] });

    @ResourceController(bollards)
    class BollardsController {}

    @Controller('v1/bollard-copies')
    class BollardCopiesController {
      constructor(@InjectStore(Bollard) private readonly store: Store<Bollard>) {}

      @Post()
      @HttpCode(200)
      @Allow(permission)
      @Operation(permission)
      @described('copy-bollard', exactly({ quantity: whole }))
      async copy(): Promise<{ quantity: number }> {
        const [first] = await this.store.find({ status: 'open' }, { limit: 1 });
        const { quantity } = await this.store.insert({
          name: first?.name ?? 'The first',
          quantity: first?.quantity ?? 1,
          remark: null,
        });
        return { quantity };
      }
    }

    @Module({
      imports: [
        Feature.declare(
          {
            resources: [bollards],
            permissions: [{ name: permission, description: 'Copy bollards', provenOnly: !broken }],
          },
          migrations(migrationFor(bollards)),
        ),
      ],
      controllers: [BollardsController, BollardCopiesController],
    })
    class BollardsModule {}
    return BollardsModule;
  },
});
