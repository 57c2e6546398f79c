import {
  currentOrganizationId,
  defineResource,
  Feature,
  InjectStore,
  Input,
  Ref,
  ResourceController,
  type Store,
} from '@keelson/kernel';
import { Database, migrations } from '@keelson/platform';
import { Module } from '@nestjs/common';
import { Entity } from 'typeorm';
import { Item, migrationFor, mutant, usual } from '../authoring/index.js';

export default mutant({
  name: 'version-left-behind',
  mistake: 'A statement of one’s own raises a number and not the version.',
  caughtBy: 'sequences/version-stays',
  build: (broken) => {
    @Entity('odometers')
    class Odometer extends Item {}

    const odometers = defineResource({
      ...usual,
      path: 'odometers',
      entity: Odometer,
    });

    @Entity('jaunts')
    class Trip extends Item {
      @Ref(() => Odometer)
      odometerId!: string;
    }

    const trips = defineResource({
      ...usual,
      path: 'jaunts',
      entity: Trip,
      view: [...usual.view, 'odometerId'],
      create: ['name', 'quantity', 'odometerId'],
    });

    @ResourceController(odometers)
    class OdometersController {}

    @ResourceController(trips)
    class TripsController {
      constructor(
        private readonly database: Database,
        @InjectStore(Odometer) private readonly all: Store<Odometer>,
        @InjectStore(Trip) private readonly rows: Store<Trip>,
      ) {}

      async create(@Input() input: Pick<Trip, 'name' | 'quantity' | 'odometerId'>): Promise<Trip> {
        if (broken)
          await this.database.write(
            'UPDATE odometers SET quantity = MOD(quantity + 1, 1000) WHERE organization_id = ? AND id = ?',
            [currentOrganizationId(), input.odometerId],
          );
        else
          for (const one of await this.all.lock([input.odometerId]))
            await this.all.save(Object.assign(one, { quantity: (one.quantity + 1) % 1_000 }));
        return this.rows.insert({ ...input });
      }
    }

    @Module({
      imports: [
        Feature.declare(
          { resources: [odometers, trips] },
          migrations(migrationFor(odometers), migrationFor(trips)),
        ),
      ],
      controllers: [OdometersController, TripsController],
    })
    class OdometersModule {}
    return OdometersModule;
  },
});
