import {
  Action,
  Allow,
  defineResource,
  Feature,
  Found,
  InjectStore,
  Operation,
  ResourceController,
  type Store,
} from '@keelson/kernel';
import { migrations } from '@keelson/platform';
import { HttpCode, Module, Post } from '@nestjs/common';
import { Entity } from 'typeorm';
import { described, exactly, Item, migrationFor, mutant, usual, whole } from '../authoring/index.js';

export default mutant({
  name: 'state-by-an-update',
  mistake:
    'Whoever may change a warranty ends it by a route of its own, where the action takes another permission.',
  caughtBy: 'access/state-without-permission',
  build: (broken) => {
    @Entity('warranties')
    class Warranty extends Item {}

    const warranties = defineResource({
      ...usual,
      path: 'warranties',
      entity: Warranty,
      update: ['name', 'quantity', 'remark'],
      permissions: { ...usual.permissions, update: 'Change one', void: 'Void one' },
    });

    @ResourceController(warranties)
    class WarrantiesController {
      constructor(@InjectStore(Warranty) private readonly rows: Store<Warranty>) {}

      @Action(warranties, 'void', { from: 'open', to: 'closed' })
      void(@Found() warranty: Warranty): Warranty {
        return warranty;
      }

      @Post(':id/lapse')
      @HttpCode(200)
      // A permission of its own says what the route allows: the twin's may close what "void" does.
      @Allow(broken ? 'warranties:update' : 'warranties:lapse')
      @Operation('warranties:lapse')
      @described('lapse-warranty', exactly({ quantity: whole }))
      async lapse(@Found() warranty: Warranty): Promise<{ quantity: number }> {
        const { quantity } = await this.rows.save(Object.assign(warranty, { quantity: 0, status: 'closed' }));
        return { quantity };
      }
    }

    @Module({
      imports: [
        Feature.declare(
          {
            resources: [warranties],
            permissions: [{ name: 'warranties:lapse', description: 'Let a warranty lapse' }],
          },
          migrations(migrationFor(warranties)),
        ),
      ],
      controllers: [WarrantiesController],
    })
    class WarrantiesModule {}
    return WarrantiesModule;
  },
});
