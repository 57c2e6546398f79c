import {
  acrossOrganizations,
  Allow,
  currentOrganizationId,
  defineResource,
  Feature,
  forbidden,
  InjectStore,
  ResourceController,
  validationFailed,
  type Store,
} from '@keelson/kernel';
import { migrations } from '@keelson/platform';
import { Controller, Get, Module, Param } from '@nestjs/common';
import { Entity } from 'typeorm';
import { described, exactly, Item, migrationFor, mutant, text, usual } from '../authoring/index.js';

const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

export default mutant({
  name: 'forbidden-for-foreign-rows',
  mistake:
    'Another organization’s row is "forbidden", one that does not exist is "not found": so one can tell.',
  caughtBy: 'access/foreign-row-told',
  build: (broken) => {
    @Entity('wagons')
    class Wagon extends Item {}

    const wagons = defineResource({
      ...usual,
      path: 'wagons',
      entity: Wagon,
    });

    @ResourceController(wagons)
    class WagonsController {}

    @Controller('v1/wagon-labels')
    class WagonLabelsController {
      constructor(@InjectStore(Wagon) private readonly store: Store<Wagon>) {}

      @Get(':id')
      @Allow('wagons:read')
      @described('read-wagon-label', exactly({ label: text }))
      async label(@Param('id') id: string): Promise<{ label: string }> {
        if (!uuid.test(id))
          throw validationFailed({
            detail: 'Not an id.',
            errors: [{ parameter: 'id', detail: 'must be a UUID' }],
          });
        const get = () => this.store.get(id.toLowerCase());
        const wagon = broken ? await acrossOrganizations('finds the wagon', get) : await get();
        if (wagon.organizationId !== currentOrganizationId()) throw forbidden({ detail: 'It is not yours.' });
        return { label: wagon.name };
      }
    }

    @Module({
      imports: [Feature.declare({ resources: [wagons] }, migrations(migrationFor(wagons)))],
      controllers: [WagonsController, WagonLabelsController],
    })
    class WagonsModule {}
    return WagonsModule;
  },
});
