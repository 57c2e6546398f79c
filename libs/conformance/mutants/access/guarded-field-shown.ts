import {
  currentCaller,
  defineResource,
  Feature,
  Id,
  InjectStore,
  isUuid,
  notFound,
  ResourceController,
  ResourceReader,
  Text,
  type Store,
} from '@keelson/kernel';
import { migrations } from '@keelson/platform';
import { Module } from '@nestjs/common';
import { Entity } from 'typeorm';
import { Item, migrationFor, mutant, usual } from '../authoring/index.js';

export default mutant({
  name: 'guarded-field-shown',
  mistake: 'A read of one’s own answers with the whole row, and a field that needs a permission is in it.',
  caughtBy: 'access/guarded-field',
  build: (broken) => {
    @Entity('lodgers')
    class Lodger extends Item {
      @Text({ max: 60, classified: 'personal', example: '555-0100' })
      phone!: string;
    }

    const lodgers = defineResource({
      ...usual,
      path: 'lodgers',
      entity: Lodger,
      view: ['id', 'name', 'phone', 'status', 'version', 'createdAt'],
      create: ['name', 'quantity', 'remark', 'phone'],
      guarded: { phone: 'read-phones' },
      permissions: { ...usual.permissions, 'read-phones': 'See phone numbers' },
    });

    @ResourceController(lodgers)
    class LodgersController {
      constructor(
        private readonly reader: ResourceReader,
        @InjectStore(Lodger) private readonly store: Store<Lodger>,
      ) {}

      async read(@Id() id: string): Promise<unknown> {
        const read = await this.reader.read(lodgers, id);
        if (!broken || currentCaller().can('lodgers:read-phones')) return read;
        if (!isUuid(id)) throw notFound();
        const { phone } = await this.store.get(id);
        return Object.assign(read, { view: { ...read.view, phone } });
      }
    }

    @Module({
      imports: [Feature.declare({ resources: [lodgers] }, migrations(migrationFor(lodgers)))],
      controllers: [LodgersController],
    })
    class LodgersModule {}
    return LodgersModule;
  },
});
