import {
  Allow,
  defineResource,
  Feature,
  InjectStore,
  ResourceController,
  Text,
  type Store,
} from '@keelson/kernel';
import { migrations } from '@keelson/platform';
import { Controller, Get, Module } from '@nestjs/common';
import { Entity } from 'typeorm';
import { described, Item, migrationFor, mutant, usual } from '../authoring/index.js';

export default mutant({
  name: 'secret-in-the-answer',
  mistake: 'Whole rows are answered instead of a view, with the field that is classed secret.',
  caughtBy: 'contract/secret-shown',
  build: (broken) => {
    @Entity('doorcodes')
    class Doorcode extends Item {
      @Text({ max: 60, classified: 'secret', example: 'open sesame' })
      code!: string;
    }

    const doorcodes = defineResource({
      ...usual,
      path: 'doorcodes',
      entity: Doorcode,
      create: [...usual.create, 'code'],
    });

    @ResourceController(doorcodes)
    class DoorcodesController {}

    @Controller('v1/doorcode-sheets')
    class DoorcodeSheetsController {
      constructor(@InjectStore(Doorcode) private readonly store: Store<Doorcode>) {}

      @Get()
      @Allow('doorcodes:read')
      @described('read-doorcode-sheet', { type: 'object', additionalProperties: true })
      async read(): Promise<object> {
        const rows = await this.store.find({}, { limit: 100 });
        return { data: broken ? rows : rows.map(({ id, name }) => ({ id, name })) };
      }
    }

    @Module({
      imports: [Feature.declare({ resources: [doorcodes] }, migrations(migrationFor(doorcodes)))],
      controllers: [DoorcodesController, DoorcodeSheetsController],
    })
    class DoorcodesModule {}
    return DoorcodesModule;
  },
});
