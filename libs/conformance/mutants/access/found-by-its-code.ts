import {
  acrossOrganizations,
  Allow,
  defineResource,
  Fails,
  Feature,
  Input,
  InjectStore,
  notFound,
  Operation,
  PickFields,
  ResourceController,
  Text,
  type Store,
} from '@keelson/kernel';
import { Controller, HttpCode, Module, Post } from '@nestjs/common';
import { ApiBody, ApiOkResponse, ApiOperation } from '@nestjs/swagger';
import { Entity } from 'typeorm';
import { Item, migrationFor, mutant, usual } from '../authoring/index.js';

export default mutant({
  name: 'found-by-its-code',
  mistake:
    'What a code names is looked for across organizations, since only the code is known, and is written there.',
  caughtBy: 'access/foreign-natural-key',
  build: (broken) => {
    @Entity('vouchers')
    class Voucher extends Item {
      @Text({ max: 32, min: 4, unique: 'exact', pattern: /^[A-Za-z0-9-]+$/, example: 'SPRING-10' })
      code!: string;
    }

    const vouchers = defineResource({
      ...usual,
      path: 'vouchers',
      entity: Voucher,
      view: ['id', 'name', 'code', 'quantity', 'remark', 'status', 'version', 'createdAt'],
      create: ['name', 'code', 'quantity', 'remark'],
      permissions: { ...usual.permissions, redeem: 'Take one' },
    });

    @ResourceController(vouchers)
    class VouchersController {}

    class PresentedVoucher extends PickFields(Voucher, ['code']) {}
    class RedeemedVoucher extends PickFields(Voucher, ['id', 'code', 'quantity']) {}

    @Controller('v1/voucher-uses')
    class VoucherUsesController {
      constructor(@InjectStore(Voucher) private readonly store: Store<Voucher>) {}

      @Post()
      @HttpCode(200)
      @Allow('vouchers:redeem')
      @Operation('vouchers:redeem')
      @ApiOperation({ operationId: 'use-voucher', summary: 'Take a voucher', description: 'Counts its use.' })
      @ApiBody({ type: PresentedVoucher })
      @ApiOkResponse({ type: RedeemedVoucher, description: 'What is left of it.' })
      @Fails(notFound)
      async use(@Input() presented: PresentedVoucher): Promise<RedeemedVoucher> {
        const redeem = async () => {
          const [found] = await this.store.find({ code: presented.code }, { limit: 1 });
          if (!found) throw notFound({ detail: 'There is no such voucher.' });
          const [voucher] = (await this.store.lock([found.id])) as [Voucher];
          voucher.quantity = (voucher.quantity + 1) % 1_000;
          return this.store.save(voucher);
        };
        const { id, code, quantity } = await (broken
          ? acrossOrganizations('finds a voucher by its code', redeem)
          : redeem());
        return { id, code, quantity };
      }
    }

    @Module({
      imports: [Feature.declare({ resources: [vouchers], migrations: [migrationFor(vouchers)] })],
      controllers: [VouchersController, VoucherUsesController],
    })
    class VouchersModule {}
    return VouchersModule;
  },
});
