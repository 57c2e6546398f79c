import {
  defineResource,
  Feature,
  Identifier,
  Integer,
  ListOf,
  Ref,
  ResourceController,
} from '@keelson/kernel';
import { migrations } from '@keelson/platform';
import { Module } from '@nestjs/common';
import { Entity } from 'typeorm';
import { Item, migrationFor, mutant, usual } from '../authoring/index.js';

export default mutant({
  name: 'reference-in-a-list-unchecked',
  mistake: 'The ids inside a list are not declared as references.',
  caughtBy: 'access/undeclared-reference',
  build: (broken) => {
    @Entity('crates')
    class Crate extends Item {}

    class Load {
      @(broken ? Identifier() : Ref(() => Crate))
      crateId!: string;

      @Integer({ min: 1, max: 100, example: 2 })
      layers!: number;
    }

    @Entity('pallets')
    class Pallet extends Item {
      @ListOf(() => Load, { max: 10 })
      loads!: Load[];
    }

    const crates = defineResource({
      ...usual,
      path: 'crates',
      entity: Crate,
    });
    const pallets = defineResource({
      ...usual,
      path: 'pallets',
      entity: Pallet,
      view: [...usual.view, 'loads'],
      create: [...usual.create, 'loads'],
    });

    @ResourceController(crates)
    class CratesController {}

    @ResourceController(pallets)
    class PalletsController {}

    @Module({
      imports: [
        Feature.declare(
          { resources: [crates, pallets] },
          migrations(migrationFor(crates), migrationFor(pallets)),
        ),
      ],
      controllers: [CratesController, PalletsController],
    })
    class PalletsModule {}
    return PalletsModule;
  },
});
