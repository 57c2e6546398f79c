import {
  defineError,
  defineResource,
  Fails,
  Feature,
  InjectStore,
  Input,
  PickFields,
  ResourceController,
  TransportOnly,
  type Store,
} from '@keelson/kernel';
import { migrations } from '@keelson/platform';
import { Injectable, Module, UseGuards, type CanActivate, type ExecutionContext } from '@nestjs/common';
import { Entity } from 'typeorm';
import { Item, migrationFor, mutant, usual } from '../authoring/index.js';

const tooHeavy = defineError('slipways.too_many', 'unprocessable', 'A slipway holds at most 900');

export default mutant({
  name: 'import-past-the-rule',
  mistake:
    'How many a slipway holds is checked by a guard of the creating route, which no line of an import passes.',
  caughtBy: 'properties/import-accepts',
  build: (broken) => {
    @Entity('slipways')
    class Slipway extends Item {}

    class NewSlipway extends PickFields(Slipway, ['name', 'quantity', 'remark']) {}

    const slipways = defineResource({
      ...usual,
      path: 'slipways',
      entity: Slipway,
      create: NewSlipway,
      import: true,
      permissions: { ...usual.permissions, import: 'Import them' },
    });

    function refuseHeavy(quantity: unknown): void {
      if (typeof quantity === 'number' && quantity > 900) throw tooHeavy();
    }

    @TransportOnly('it only looks at the number')
    @Injectable()
    class NotTooHeavy implements CanActivate {
      canActivate(context: ExecutionContext): boolean {
        const { body } = context.switchToHttp().getRequest<{ readonly body: unknown }>();
        const { quantity } = (body ?? {}) as { readonly quantity?: unknown };
        if (broken && quantity !== undefined && Number(quantity) <= 1_000) refuseHeavy(quantity);
        return true;
      }
    }

    @ResourceController(slipways)
    class SlipwaysController {
      constructor(@InjectStore(Slipway) private readonly store: Store<Slipway>) {}

      @UseGuards(NotTooHeavy)
      @Fails(tooHeavy)
      create(@Input() input: NewSlipway): Promise<Slipway> {
        if (!broken) refuseHeavy(input.quantity);
        return this.store.insert(input);
      }
    }

    @Module({
      imports: [Feature.declare({ resources: [slipways] }, migrations(migrationFor(slipways)))],
      providers: [NotTooHeavy],
      controllers: [SlipwaysController],
    })
    class SlipwaysModule {}
    return SlipwaysModule;
  },
});
