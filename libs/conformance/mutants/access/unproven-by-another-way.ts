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
    const permission = 'mooring-copies:create';

    @Entity('moorings')
    class Mooring extends Item {}

    const moorings = defineResource({ ...usual, path: 'moorings', entity: Mooring, provenOnly: ['create'] });

    @ResourceController(moorings)
    class MooringsController {}

    @Controller('v1/mooring-copies')
    class MooringCopiesController {
      constructor(@InjectStore(Mooring) private readonly store: Store<Mooring>) {}

      @Post()
      @HttpCode(200)
      @Allow(permission)
      @Operation(permission)
      @described('copy-mooring', exactly({ quantity: whole }))
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
            resources: [moorings],
            permissions: [{ name: permission, description: 'Copy moorings', provenOnly: !broken }],
          },
          migrations(migrationFor(moorings)),
        ),
      ],
      controllers: [MooringsController, MooringCopiesController],
    })
    class MooringsModule {}
    return MooringsModule;
  },
});
