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
    @Entity('hampers')
    class Hamper extends Item {}

    class Load {
      @(broken ? Identifier() : Ref(() => Hamper))
      hamperId!: string;

      @Integer({ min: 1, max: 100, example: 2 })
      layers!: number;
    }

    @Entity('pallets')
    class Pallet extends Item {
      @ListOf(() => Load, { max: 10 })
      loads!: Load[];
    }

    const hampers = defineResource({
      ...usual,
      path: 'hampers',
      entity: Hamper,
    });
    const pallets = defineResource({
      ...usual,
      path: 'pallets',
      entity: Pallet,
      view: [...usual.view, 'loads'],
      create: [...usual.create, 'loads'],
    });

    @ResourceController(hampers)
    class HampersController {}

    @ResourceController(pallets)
    class PalletsController {}

    @Module({
      imports: [
        Feature.declare(
          { resources: [hampers, pallets] },
          migrations(migrationFor(hampers), migrationFor(pallets)),
        ),
      ],
      controllers: [HampersController, PalletsController],
    })
    class PalletsModule {}
    return PalletsModule;
  },
});
