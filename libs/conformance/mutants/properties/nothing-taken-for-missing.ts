import {
  defineResource,
  Feature,
  Input,
  InjectStore,
  PickFields,
  ResourceController,
  type Store,
} from '@keelson/kernel';
import { migrations } from '@keelson/platform';
import { Module } from '@nestjs/common';
import { Entity } from 'typeorm';
import { Item, migrationFor, mutant, usual } from '../authoring/index.js';

export default mutant({
  name: 'nothing-taken-for-missing',
  mistake: 'A new row of zero pieces becomes one of one piece: the default is given by || instead of ??.',
  caughtBy: 'properties/echo',
  build: (broken) => {
    @Entity('casks')
    class Cask extends Item {}

    class NewCask extends PickFields(Cask, ['name', 'quantity', 'remark']) {}

    const casks = defineResource({ ...usual, path: 'casks', entity: Cask, create: NewCask });

    @ResourceController(casks)
    class CasksController {
      constructor(@InjectStore(Cask) private readonly store: Store<Cask>) {}

      create(@Input() input: NewCask): Promise<Cask> {
        // oxlint-disable-next-line typescript/prefer-nullish-coalescing -- the mistake
        const quantity = broken ? input.quantity || 1 : input.quantity;
        return this.store.insert({ ...input, quantity });
      }
    }

    @Module({
      imports: [Feature.declare({ resources: [casks] }, migrations(migrationFor(casks)))],
      controllers: [CasksController],
    })
    class CasksModule {}
    return CasksModule;
  },
});
