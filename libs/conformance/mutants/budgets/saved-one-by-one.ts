import {
  Action,
  defineResource,
  Feature,
  Found,
  InjectStore,
  Integer,
  ListOf,
  Ref,
  ResourceController,
  type Store,
} from '@keelson/kernel';
import { migrations } from '@keelson/platform';
import { Module } from '@nestjs/common';
import { Entity } from 'typeorm';
import { Item, migrationFor, mutant, usual } from '../authoring/index.js';

export default mutant({
  name: 'saved-one-by-one',
  mistake: 'An action writes the rows that a list names one after the other.',
  caughtBy: 'budgets/statements-per-element',
  build: (broken) => {
    @Entity('bins')
    class Bin extends Item {}

    class Pick {
      @Ref(() => Bin)
      binId!: string;

      @Integer({ min: 1, max: 100, example: 2 })
      pieces!: number;
    }

    @Entity('pick_lists')
    class PickList extends Item {
      @ListOf(() => Pick, { max: 50 })
      picks!: Pick[];
    }

    const bins = defineResource({ ...usual, path: 'bins', entity: Bin });
    const pickLists = defineResource({
      ...usual,
      path: 'pick-lists',
      entity: PickList,
      view: [...usual.view, 'picks'],
      create: [...usual.create, 'picks'],
      permissions: { ...usual.permissions, close: 'Close one' },
    });

    @ResourceController(bins)
    class BinsController {}

    @ResourceController(pickLists)
    class PickListsController {
      constructor(@InjectStore(Bin) private readonly store: Store<Bin>) {}

      @Action(pickLists, 'close', { from: 'open', to: 'closed' })
      async close(@Found() list: PickList): Promise<PickList> {
        const picked = await this.store.lock(list.picks.map(({ binId }) => binId));
        for (const bin of picked) bin.quantity = (bin.quantity + 1) % 1_000;
        if (broken) for (const bin of picked) await this.store.save(bin);
        else await this.store.saveMany(picked);
        return list;
      }
    }

    @Module({
      imports: [
        Feature.declare(
          { resources: [bins, pickLists] },
          migrations(migrationFor(bins), migrationFor(pickLists)),
        ),
      ],
      controllers: [BinsController, PickListsController],
    })
    class PickListsModule {}
    return PickListsModule;
  },
});
