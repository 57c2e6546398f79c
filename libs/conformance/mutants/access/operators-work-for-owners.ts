import {
  acrossOrganizations,
  Allow,
  AllowOperator,
  defineResource,
  Feature,
  InjectStore,
  Operation,
  ResourceController,
  type Store,
} from '@keelson/kernel';
import { migrations } from '@keelson/platform';
import { Controller, HttpCode, Module, Post } from '@nestjs/common';
import { Entity } from 'typeorm';
import { described, exactly, Item, migrationFor, mutant, usual, whole } from '../authoring/index.js';

export default mutant({
  name: 'operators-work-for-owners',
  mistake:
    'Work on the rows of all organizations asks for a permission that every owner has, not for an operator.',
  caughtBy: 'access/beyond-organization',
  build: (broken) => {
    const permission = 'locker-clearings:clear';

    @Entity('lockers')
    class Locker extends Item {}

    const lockers = defineResource({
      ...usual,
      path: 'lockers',
      entity: Locker,
    });

    @ResourceController(lockers)
    class LockersController {}

    @Controller('v1/locker-clearings')
    class LockerClearingsController {
      constructor(@InjectStore(Locker) private readonly store: Store<Locker>) {}

      @Post()
      @HttpCode(200)
      @(broken ? Allow(permission) : AllowOperator(permission))
      @Operation(permission)
      @described('clear-lockers', exactly({ cleared: whole }))
      async clear(): Promise<{ cleared: number }> {
        return acrossOrganizations('empties lockers', async () => {
          const full = (await this.store.find({}, { limit: 100 })).filter(({ quantity }) => quantity > 0);
          for (const locker of await this.store.lock(full.map(({ id }) => id))) {
            locker.quantity = 0;
            await this.store.save(locker);
          }
          return { cleared: full.length };
        });
      }
    }

    @Module({
      imports: [
        Feature.declare(
          {
            resources: [lockers],
            permissions: [{ name: permission, description: 'Clear lockers', operator: !broken }],
          },
          migrations(migrationFor(lockers)),
        ),
      ],
      controllers: [LockersController, LockerClearingsController],
    })
    class LockersModule {}
    return LockersModule;
  },
});
