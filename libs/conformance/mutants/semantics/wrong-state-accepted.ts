import {
  Allow,
  defineResource,
  Feature,
  Found,
  InjectStore,
  Input,
  Operation,
  ResourceController,
  Text,
  wrongState,
  Action,
  Fails,
  type Store,
} from '@keelson/kernel';
import { migrations } from '@keelson/platform';
import { Module, Patch, Controller } from '@nestjs/common';
import { Entity } from 'typeorm';
import { described, exactly, id, Item, migrationFor, mutant, usual } from '../authoring/index.js';

export default mutant({
  name: 'wrong-state-accepted',
  mistake: 'Rows can be changed only while they are open; a second way to rename them does not look.',
  caughtBy: 'semantics/wrong-state-accepted',
  build: (broken) => {
    @Entity('treaties')
    class Treaty extends Item {}

    const treaties = defineResource({
      ...usual,
      path: 'treaties',
      entity: Treaty,
      update: usual.create,
      editableIn: ['open'],
      permissions: { ...usual.permissions, update: 'Change one', seal: 'Seal a treaty' },
    });

    @ResourceController(treaties)
    class TreatiesController {
      @Action(treaties, 'seal', { from: 'open', to: 'closed' })
      seal(@Found() treaty: Treaty): Treaty {
        return treaty;
      }
    }

    class TreatyName {
      @Text({ max: 60, example: 'The second' })
      name!: string;
    }

    @Controller('v1/treaty-names')
    class TreatyNamesController {
      constructor(@InjectStore(Treaty) private readonly store: Store<Treaty>) {}

      @Patch(':id')
      @Allow('treaties:update')
      @Operation('treaties:rename')
      @Fails(wrongState)
      @described('rename-treaty', exactly({ id }))
      async rename(@Found() treaty: Treaty, @Input() { name }: TreatyName): Promise<{ id: string }> {
        if (!broken && treaty.status !== 'open') throw wrongState({ detail: 'It is sealed.' });
        treaty.name = name;
        await this.store.save(treaty);
        return { id: treaty.id };
      }
    }

    @Module({
      imports: [Feature.declare({ resources: [treaties] }, migrations(migrationFor(treaties)))],
      controllers: [TreatiesController, TreatyNamesController],
    })
    class TreatiesModule {}
    return TreatiesModule;
  },
});
