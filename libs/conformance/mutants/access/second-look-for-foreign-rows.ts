import {
  acrossOrganizations,
  Allow,
  defineResource,
  Feature,
  InjectStore,
  notFound,
  ResourceController,
  validationFailed,
  type Store,
} from '@keelson/kernel';
import { migrations } from '@keelson/platform';
import { Controller, Get, Logger, Module, Param } from '@nestjs/common';
import { Entity } from 'typeorm';
import { described, exactly, Item, migrationFor, mutant, text, usual } from '../authoring/index.js';

const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

export default mutant({
  name: 'second-look-for-foreign-rows',
  mistake:
    'A row of another organization is looked up twice, to log the attempt: the time tells that it exists.',
  caughtBy: 'access/foreign-row-statements',
  build: (broken) => {
    @Entity('depots')
    class Depot extends Item {}

    const depots = defineResource({
      ...usual,
      path: 'depots',
      entity: Depot,
    });

    @ResourceController(depots)
    class DepotsController {}

    @Controller('v1/depot-labels')
    class DepotLabelsController {
      private readonly logger = new Logger('Depots');

      constructor(@InjectStore(Depot) private readonly store: Store<Depot>) {}

      @Get(':id')
      @Allow('depots:read')
      @described('read-depot-label', exactly({ label: text }))
      async label(@Param('id') given: string): Promise<{ label: string }> {
        if (!uuid.test(given))
          throw validationFailed({
            detail: 'Not an id.',
            errors: [{ parameter: 'id', detail: 'must be a UUID' }],
          });
        const [depot] = await this.store.find({ id: given.toLowerCase() });
        if (!depot && broken) await this.watch(given.toLowerCase());
        if (!depot) throw notFound();
        return { label: depot.name };
      }

      private async watch(id: string): Promise<void> {
        const foreign = await acrossOrganizations('watches for strangers', () => this.store.count({ id }));
        if (foreign === 0) return;
        const status = await acrossOrganizations('watches for strangers', () =>
          this.store.count({ id, status: 'open' }),
        );
        this.logger.warn(`Somebody asked for another organization's depot (${status} open)`);
      }
    }

    @Module({
      imports: [Feature.declare({ resources: [depots] }, migrations(migrationFor(depots)))],
      controllers: [DepotsController, DepotLabelsController],
    })
    class DepotsModule {}
    return DepotsModule;
  },
});
