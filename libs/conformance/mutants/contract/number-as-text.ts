import { Allow, currentOrganizationId, defineResource, Feature, ResourceController } from '@keelson/kernel';
import { Database, migrations } from '@keelson/platform';
import { Controller, Get, Module } from '@nestjs/common';
import { Entity } from 'typeorm';
import { described, exactly, Item, migrationFor, mutant, usual } from '../authoring/index.js';

export default mutant({
  name: 'number-as-text',
  mistake: 'A mean comes as text, as the driver of the database gives it.',
  caughtBy: 'contract/wrong-type',
  build: (broken) => {
    @Entity('vouchers')
    class Voucher extends Item {}

    const vouchers = defineResource({
      ...usual,
      path: 'vouchers',
      entity: Voucher,
    });

    @ResourceController(vouchers)
    class VouchersController {}

    @Controller('v1/voucher-means')
    class VoucherMeansController {
      constructor(private readonly database: Database) {}

      @Get()
      @Allow('vouchers:read')
      @described('average-vouchers', exactly({ mean: { type: 'number', minimum: 0, maximum: 1_000 } }))
      async read(): Promise<object> {
        const [row] = await this.database.read<{ mean: string | null }>(
          'SELECT AVG(quantity) AS mean FROM vouchers WHERE organization_id = ?',
          [currentOrganizationId()],
        );
        const mean = row?.mean ?? '0';
        return { mean: broken ? mean : Number(mean) };
      }
    }

    @Module({
      imports: [Feature.declare({ resources: [vouchers] }, migrations(migrationFor(vouchers)))],
      controllers: [VouchersController, VoucherMeansController],
    })
    class VouchersModule {}
    return VouchersModule;
  },
});
