import {
  currentOrganizationId,
  defineError,
  defineResource,
  Fails,
  Feature,
  Found,
  InjectStore,
  ResourceController,
  type Store,
} from '@keelson/kernel';
import { migrations, Turns } from '@keelson/platform';
import { Module } from '@nestjs/common';
import { Entity } from 'typeorm';
import { Item, migrationFor, mutant, usual } from '../authoring/index.js';

export default mutant({
  name: 'last-owner-removed',
  mistake: 'The last two owners are removed by two requests at once, each of which counts the other.',
  caughtBy: 'semantics/last-row-removed',
  build: (broken) => {
    const lastKeyholder = defineError('keyholders.last', 'conflict', 'Nobody else has a key');

    @Entity('keyholders')
    class Keyholder extends Item {}

    const keyholders = defineResource({
      ...usual,
      path: 'keyholders',
      entity: Keyholder,
      remove: true,
      permissions: { ...usual.permissions, remove: 'Take the key away' },
    });

    @ResourceController(keyholders)
    class KeyholdersController {
      constructor(
        @InjectStore(Keyholder) private readonly store: Store<Keyholder>,
        private readonly turns: Turns,
      ) {}

      @Fails(lastKeyholder)
      async remove(@Found() keyholder: Keyholder): Promise<void> {
        if (!broken) await this.turns.take(`keyholders:${currentOrganizationId()}`);
        if ((await this.store.count({})) <= 1) throw lastKeyholder();
        await this.store.remove(keyholder);
      }
    }

    @Module({
      imports: [Feature.declare({ resources: [keyholders] }, migrations(migrationFor(keyholders)))],
      controllers: [KeyholdersController],
    })
    class KeyholdersModule {}
    return KeyholdersModule;
  },
});
