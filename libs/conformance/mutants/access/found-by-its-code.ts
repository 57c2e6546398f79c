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
import { migrations } from '@keelson/platform';
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
    @Entity('passes')
    class Pass extends Item {
      @Text({ max: 32, min: 4, unique: 'exact', pattern: /^[A-Za-z0-9-]+$/, example: 'SPRING-10' })
      code!: string;
    }

    const passes = defineResource({
      ...usual,
      path: 'passes',
      entity: Pass,
      view: ['id', 'name', 'code', 'quantity', 'remark', 'status', 'version', 'createdAt'],
      create: ['name', 'code', 'quantity', 'remark'],
      permissions: { ...usual.permissions, redeem: 'Take one' },
    });

    @ResourceController(passes)
    class PassesController {}

    class PresentedPass extends PickFields(Pass, ['code']) {}
    class RedeemedPass extends PickFields(Pass, ['id', 'code', 'quantity']) {}

    @Controller('v1/pass-uses')
    class PassUsesController {
      constructor(@InjectStore(Pass) private readonly store: Store<Pass>) {}

      @Post()
      @HttpCode(200)
      @Allow('passes:redeem')
      @Operation('passes:redeem')
      @ApiOperation({ operationId: 'use-pass', summary: 'Take a pass', description: 'Counts its use.' })
      @ApiBody({ type: PresentedPass })
      @ApiOkResponse({ type: RedeemedPass, description: 'What is left of it.' })
      @Fails(notFound)
      async use(@Input() presented: PresentedPass): Promise<RedeemedPass> {
        const redeem = async () => {
          const [found] = await this.store.find({ code: presented.code }, { limit: 1 });
          if (!found) throw notFound({ detail: 'There is no such pass.' });
          const [pass] = (await this.store.lock([found.id])) as [Pass];
          pass.quantity = (pass.quantity + 1) % 1_000;
          return this.store.save(pass);
        };
        const { id, code, quantity } = await (broken
          ? acrossOrganizations('finds a pass by its code', redeem)
          : redeem());
        return { id, code, quantity };
      }
    }

    @Module({
      imports: [Feature.declare({ resources: [passes] }, migrations(migrationFor(passes)))],
      controllers: [PassesController, PassUsesController],
    })
    class PassesModule {}
    return PassesModule;
  },
});
