import {
  Action,
  defineResource,
  Feature,
  Found,
  InjectStore,
  Ref,
  ResourceController,
  type Store,
} from '@keelson/kernel';
import { migrations } from '@keelson/platform';
import { Module } from '@nestjs/common';
import { Entity } from 'typeorm';
import { Item, migrationFor, mutant, usual } from '../authoring/index.js';

export default mutant({
  name: 'children-saved-one-by-one',
  mistake: 'Who closes a voyage closes what is stowed for it, one after the other.',
  caughtBy: 'budgets/statements-per-child',
  build: (broken) => {
    @Entity('voyages')
    class Voyage extends Item {}

    @Entity('stowages')
    class Stowage extends Item {
      @Ref(() => Voyage)
      voyageId!: string;
    }

    const voyages = defineResource({
      ...usual,
      path: 'voyages',
      entity: Voyage,
      permissions: { ...usual.permissions, close: 'Close one' },
    });
    const stowages = defineResource({
      ...usual,
      path: 'stowages',
      entity: Stowage,
      view: [...usual.view, 'voyageId'],
      create: [...usual.create, 'voyageId'],
      list: { filter: ['status', 'voyageId'], sort: ['createdAt'] },
    });

    @ResourceController(voyages)
    class VoyagesController {
      constructor(@InjectStore(Stowage) private readonly store: Store<Stowage>) {}

      @Action(voyages, 'close', { from: 'open', to: 'closed' })
      async close(@Found() voyage: Voyage): Promise<Voyage> {
        const stowed = await this.store.find({ voyageId: voyage.id }, { limit: 1_000 });
        for (const one of stowed) one.status = 'closed';
        if (broken) for (const one of stowed) await this.store.save(one);
        else await this.store.saveMany(stowed);
        return voyage;
      }
    }

    @ResourceController(stowages)
    class StowagesController {}

    @Module({
      imports: [
        Feature.declare(
          { resources: [voyages, stowages] },
          migrations(migrationFor(voyages), migrationFor(stowages)),
        ),
      ],
      controllers: [VoyagesController, StowagesController],
    })
    class VoyagesModule {}
    return VoyagesModule;
  },
});
