import { defineResource, Feature, Identifier, Ref, ResourceController } from '@keelson/kernel';
import { migrations } from '@keelson/platform';
import { Module } from '@nestjs/common';
import { Entity } from 'typeorm';
import { Item, migrationFor, mutant, usual } from '../authoring/index.js';

export default mutant({
  name: 'foreign-id-unchecked',
  mistake: 'The id of another row is any UUID: nobody looks whether there is such a row, and whose.',
  caughtBy: 'access/undeclared-reference',
  build: (broken) => {
    @Entity('tanks')
    class Tank extends Item {}

    @Entity('gauges')
    class Gauge extends Item {
      @(broken ? Identifier() : Ref(() => Tank))
      tankId!: string;
    }

    const tanks = defineResource({
      ...usual,
      path: 'tanks',
      entity: Tank,
    });
    const gauges = defineResource({
      ...usual,
      path: 'gauges',
      entity: Gauge,
      view: [...usual.view, 'tankId'],
      create: [...usual.create, 'tankId'],
    });

    @ResourceController(tanks)
    class TanksController {}

    @ResourceController(gauges)
    class GaugesController {}

    @Module({
      imports: [
        Feature.declare(
          { resources: [tanks, gauges] },
          migrations(migrationFor(tanks), migrationFor(gauges)),
        ),
      ],
      controllers: [TanksController, GaugesController],
    })
    class TanksModule {}
    return TanksModule;
  },
});
