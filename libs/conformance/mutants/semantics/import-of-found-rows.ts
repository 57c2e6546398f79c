import {
  defineResource,
  Feature,
  InjectStore,
  Input,
  PickFields,
  ResourceController,
  type Store,
} from '@keelson/kernel';
import { migrations } from '@keelson/platform';
import { Module } from '@nestjs/common';
import { Entity } from 'typeorm';
import { Item, migrationFor, mutant, usual } from '../authoring/index.js';

export default mutant({
  name: 'import-of-found-rows',
  mistake: 'A creation gives the row of that name when there is one; an import counts the line as a new row.',
  caughtBy: 'semantics/import-unaccounted',
  build: (broken) => {
    @Entity('capstans')
    class Capstan extends Item {}

    class NewCapstan extends PickFields(Capstan, [...usual.create]) {}

    const capstans = defineResource({
      ...usual,
      path: 'capstans',
      entity: Capstan,
      create: NewCapstan,
      import: true,
      permissions: { ...usual.permissions, import: 'Import them' },
    });

    @ResourceController(capstans)
    class CapstansController {
      constructor(@InjectStore(Capstan) private readonly store: Store<Capstan>) {}

      async create(@Input() input: NewCapstan): Promise<Capstan> {
        const [known] = broken ? await this.store.find({ name: input.name }, { limit: 1 }) : [];
        return known ?? this.store.insert(input);
      }
    }

    @Module({
      imports: [Feature.declare({ resources: [capstans] }, migrations(migrationFor(capstans)))],
      controllers: [CapstansController],
    })
    class CapstansModule {}
    return CapstansModule;
  },
});
