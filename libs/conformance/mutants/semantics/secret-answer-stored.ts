import {
  Allow,
  defineResource,
  Feature,
  Input,
  InjectStore,
  Operation,
  ResourceController,
  Text,
  type Store,
} from '@keelson/kernel';
import { migrations } from '@keelson/platform';
import { Controller, Module, Post } from '@nestjs/common';
import { ApiCreatedResponse, ApiOperation } from '@nestjs/swagger';
import { randomBytes } from 'node:crypto';
import { Entity } from 'typeorm';
import { Item, migrationFor, mutant, usual } from '../authoring/index.js';

export default mutant({
  name: 'secret-answer-stored',
  mistake: 'An answer with a secret is kept in clear for the replay of its request.',
  caughtBy: 'semantics/secret-answer-stored',
  build: (broken) => {
    @Entity('sluices')
    class Sluice extends Item {}

    const sluices = defineResource({
      ...usual,
      path: 'sluices',
      entity: Sluice,
    });

    @ResourceController(sluices)
    class SluicesController {}

    class SluiceToOpen {
      @Text({ max: 60, example: 'Upper lock' })
      name!: string;
    }

    class SluiceKey {
      @Text({ max: 64, classified: 'secret', example: 'c2VjcmV0' })
      key!: string;
    }

    @Controller('v1/sluice-keys')
    class SluiceKeysController {
      constructor(@InjectStore(Sluice) private readonly store: Store<Sluice>) {}

      @Post()
      @Allow('sluices:create')
      @Operation('sluices:issue', { secretAnswer: !broken })
      @ApiOperation({
        operationId: 'issue-sluice-key',
        summary: 'Issue a key',
        description: 'It is shown once.',
      })
      @ApiCreatedResponse({ type: SluiceKey, description: 'The key.' })
      async issue(@Input() sluice: SluiceToOpen): Promise<SluiceKey> {
        await this.store.insert({ name: sluice.name, quantity: 1 });
        return { key: randomBytes(24).toString('base64url') };
      }
    }

    @Module({
      imports: [Feature.declare({ resources: [sluices] }, migrations(migrationFor(sluices)))],
      controllers: [SluicesController, SluiceKeysController],
    })
    class SluicesModule {}
    return SluicesModule;
  },
});
