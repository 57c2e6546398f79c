import {
  acrossOrganizations,
  Allow,
  AllowOperator,
  defineResource,
  Feature,
  Operation,
  ResourceController,
} from '@keelson/kernel';
import { Database } from '@keelson/platform';
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
      constructor(private readonly database: Database) {}

      @Post()
      @HttpCode(200)
      @(broken ? Allow(permission) : AllowOperator(permission))
      @Operation(permission)
      @described('clear-lockers', exactly({ cleared: whole }))
      async clear(): Promise<{ cleared: number }> {
        const { affected } = await acrossOrganizations('clears lockers that are too full', () =>
          this.database.write('UPDATE lockers SET quantity = 0 WHERE quantity > ?', [1_000]),
        );
        return { cleared: affected };
      }
    }

    @Module({
      imports: [
        Feature.declare({
          resources: [lockers],
          permissions: [{ name: permission, description: 'Clear lockers', operator: !broken }],
          migrations: [migrationFor(lockers)],
        }),
      ],
      controllers: [LockersController, LockerClearingsController],
    })
    class LockersModule {}
    return LockersModule;
  },
});
