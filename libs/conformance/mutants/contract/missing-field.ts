import { Allow, defineResource, Feature, InjectStore, ResourceController, type Store } from '@keelson/kernel';
import { migrations } from '@keelson/platform';
import { Controller, Get, Module } from '@nestjs/common';
import { Entity } from 'typeorm';
import { described, exactly, Item, migrationFor, mutant, usual, whole } from '../authoring/index.js';

export default mutant({
  name: 'missing-field',
  mistake:
    'A member is left out of an answer when it is zero, and the document says that it is always there.',
  caughtBy: 'contract/missing-field',
  build: (broken) => {
    @Entity('magnets')
    class Magnet extends Item {}

    const magnets = defineResource({
      ...usual,
      path: 'magnets',
      entity: Magnet,
    });

    @ResourceController(magnets)
    class MagnetsController {}

    @Controller('v1/magnet-counts')
    class MagnetCountsController {
      constructor(@InjectStore(Magnet) private readonly store: Store<Magnet>) {}

      @Get()
      @Allow('magnets:read')
      @described('count-magnets', exactly({ open: whole, closed: whole }))
      async read(): Promise<object> {
        const [open, closed] = [
          await this.store.count({ status: 'open' }),
          await this.store.count({ status: 'closed' }),
        ];
        return broken ? { ...(open && { open }), ...(closed && { closed }) } : { open, closed };
      }
    }

    @Module({
      imports: [Feature.declare({ resources: [magnets] }, migrations(migrationFor(magnets)))],
      controllers: [MagnetsController, MagnetCountsController],
    })
    class MagnetsModule {}
    return MagnetsModule;
  },
});
