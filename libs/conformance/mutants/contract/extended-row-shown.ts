import {
  Allow,
  defineResource,
  extend,
  extensions,
  Feature,
  InjectStore,
  ResourceController,
  Text,
  type Store,
} from '@keelson/kernel';
import { addColumn, column, migrations } from '@keelson/platform';
import { Controller, Get, Module } from '@nestjs/common';
import { Entity } from 'typeorm';
import type { MigrationInterface, QueryRunner } from 'typeorm';
import { described, Item, migrationFor, mutant, usual } from '../authoring/index.js';

export default mutant({
  name: 'extended-row-shown',
  mistake: 'A module that extends an entity answers with whole rows, with the secret that it has added.',
  caughtBy: 'contract/secret-shown',
  build: (broken) => {
    @Entity('padlocks')
    class Padlock extends Item {}

    const padlocks = defineResource({ ...usual, path: 'padlocks', entity: Padlock });

    @ResourceController(padlocks)
    class PadlocksController {}

    @Module({
      imports: [Feature.declare({ resources: [padlocks] }, migrations(migrationFor(padlocks)))],
      controllers: [PadlocksController],
    })
    class PadlocksModule {}

    class Opening {
      @Text({ max: 60, classified: 'secret', optional: true, example: '12-34-56' })
      code!: string | null;

      @Text({ max: 60, optional: true, example: 'Turn left' })
      hint!: string | null;
    }

    const opening = extend(Padlock, 'opening', Opening, { view: ['hint'], input: ['code', 'hint'] });

    class AddOpenings1790000009001 implements MigrationInterface {
      async up(runner: QueryRunner): Promise<void> {
        for (const name of ['opening_code', 'opening_hint'])
          await addColumn(runner, 'padlocks', name, column.text(60, { optional: true }));
      }

      down(): Promise<void> {
        throw new Error('Migrations go forward only.');
      }
    }

    @Controller('v1/padlock-sheets')
    class PadlockSheetsController {
      constructor(@InjectStore(Padlock) private readonly store: Store<Padlock>) {}

      @Get()
      @Allow('padlocks:read')
      @described('read-padlock-sheet', { type: 'object', additionalProperties: true })
      async read(): Promise<object> {
        const rows = await this.store.find({}, { limit: 100 });
        return {
          data: broken ? rows : rows.map((row) => ({ name: row.name, hint: opening.of(row).hint })),
        };
      }
    }

    @Module({
      imports: [
        PadlocksModule,
        Feature.declare({}, extensions(opening), migrations(AddOpenings1790000009001)),
      ],
      controllers: [PadlockSheetsController],
    })
    class OpeningsModule {}
    return OpeningsModule;
  },
});
