import {
  Allow,
  asOrganization,
  currentOrganizationId,
  defineResource,
  Feature,
  Identifier,
  Input,
  InjectStore,
  Operation,
  ResourceController,
  Text,
  type Store,
} from '@keelson/kernel';
import { migrations } from '@keelson/platform';
import { Controller, Module, Post } from '@nestjs/common';
import { Entity } from 'typeorm';
import {
  described,
  exactly,
  id,
  Item,
  migrationFor,
  mutant,
  undecorated,
  usual,
} from '../authoring/index.js';

export default mutant({
  name: 'tenant-from-the-body',
  mistake: 'An import writes for the organization that the body names, whoever asks.',
  caughtBy: 'access/undeclared-reference',
  build: (broken) => {
    @Entity('coupons')
    class Coupon extends Item {}

    const coupons = defineResource({
      ...usual,
      path: 'coupons',
      entity: Coupon,
    });

    @ResourceController(coupons)
    class CouponsController {}

    class ImportedCoupon {
      @(broken ? Identifier({ description: 'For whom.' }) : undecorated)
      organizationId?: string;

      @Text({ max: 60, example: 'SPRING' })
      name!: string;
    }

    @Controller('v1/coupon-imports')
    class CouponImportsController {
      constructor(@InjectStore(Coupon) private readonly store: Store<Coupon>) {}

      @Post()
      @Allow('coupons:create')
      @Operation('coupons:import')
      @described('import-coupon', exactly({ id }), { status: 201 })
      import(@Input() { organizationId, name }: ImportedCoupon): Promise<{ id: string }> {
        return asOrganization(organizationId ?? currentOrganizationId(), async () => {
          const made = await this.store.insert({ name, quantity: 1 });
          return { id: made.id };
        });
      }
    }

    @Module({
      imports: [Feature.declare({ resources: [coupons] }, migrations(migrationFor(coupons)))],
      controllers: [CouponsController, CouponImportsController],
    })
    class CouponsModule {}
    return CouponsModule;
  },
});
