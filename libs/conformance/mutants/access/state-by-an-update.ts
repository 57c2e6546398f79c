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
import { HttpCode, Module, Post } from '@nestjs/common';
import { Entity } from 'typeorm';
import { described, exactly, Item, migrationFor, mutant, usual, whole } from '../authoring/index.js';

export default mutant({
  name: 'state-by-an-update',
  mistake: 'Whoever may change a voucher voids it by a route of its own; voiding takes another permission.',
  caughtBy: 'access/state-without-permission',
  build: (broken) => {
    @Entity('vouchers')
    class Voucher extends Item {}

    const vouchers = defineResource({
      ...usual,
      path: 'vouchers',
      entity: Voucher,
      update: ['name', 'quantity', 'remark'],
      permissions: { ...usual.permissions, update: 'Change one', void: 'Void one' },
    });

    @ResourceController(vouchers)
    class VouchersController {
      constructor(@InjectStore(Voucher) private readonly rows: Store<Voucher>) {}

      @Action(vouchers, 'void', { from: 'open', to: 'closed' })
      void(@Found() voucher: Voucher): Voucher {
        return voucher;
      }

      @Post(':id/use-up')
      @HttpCode(200)
      // A permission of its own says what the route allows: the twin's may close what "void" does.
      @Allow(broken ? 'vouchers:update' : 'vouchers:use-up')
      @Operation('vouchers:use-up')
      @described('use-up-voucher', exactly({ quantity: whole }))
      async useUp(@Found() voucher: Voucher): Promise<{ quantity: number }> {
        const { quantity } = await this.rows.save(Object.assign(voucher, { quantity: 0, status: 'closed' }));
        return { quantity };
      }
    }

    @Module({
      imports: [
        Feature.declare({
          resources: [vouchers],
          permissions: [{ name: 'vouchers:use-up', description: 'Use a voucher up' }],
          migrations: [migrationFor(vouchers)],
        }),
      ],
      controllers: [VouchersController],
    })
    class VouchersModule {}
    return VouchersModule;
  },
});
