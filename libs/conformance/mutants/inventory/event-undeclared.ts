import {
  Action,
  defineEvent,
  defineResource,
  Feature,
  Found,
  Identifier,
  ResourceController,
} from '@keelson/kernel';
import { migrations } from '@keelson/platform';
import { Module } from '@nestjs/common';
import { Entity } from 'typeorm';
import { Item, migrationFor, mutant, usual } from '../authoring/index.js';

export default mutant({
  name: 'event-undeclared',
  mistake: 'An action emits an event that the feature does not declare: no list of events names it.',
  caughtBy: 'inventory/event-undeclared',
  build: (broken) => {
    @Entity('sirens')
    class Siren extends Item {}

    class Tested {
      @Identifier()
      id!: string;
    }
    const SirenTested = defineEvent('siren.tested', Tested);

    const sirens = defineResource({
      ...usual,
      path: 'sirens',
      entity: Siren,
      permissions: { ...usual.permissions, test: 'Test a siren' },
    });

    @ResourceController(sirens)
    class SirensController {
      @Action(sirens, 'test', { from: 'open', to: 'closed', emits: SirenTested })
      test(@Found() siren: Siren): Siren {
        return siren;
      }
    }

    @Module({
      imports: [
        Feature.declare(
          { resources: [sirens], events: broken ? [] : [SirenTested] },
          migrations(migrationFor(sirens)),
        ),
      ],
      controllers: [SirensController],
    })
    class SirensModule {}
    return SirensModule;
  },
});
