import {
  Action,
  defineResource,
  Found,
  InjectStore,
  Ref,
  ResourceController,
  type Store,
} from '@keelson/kernel';
import { Entity } from 'typeorm';
import { featureOf, Item, mutant, usual } from '../authoring/index.js';

export default mutant({
  name: 'first-hundred-only',
  mistake:
    'Who closes a quarry closes its carts: the first hundred of them, and nobody looks for the others.',
  caughtBy: 'budgets/children-left',
  build: (broken) => {
    @Entity('quarries')
    class Quarry extends Item {}

    @Entity('quarry_carts')
    class QuarryCart extends Item {
      @Ref(() => Quarry)
      quarryId!: string;
    }

    const quarries = defineResource({
      ...usual,
      path: 'quarries',
      entity: Quarry,
      permissions: { ...usual.permissions, close: 'Close one' },
    });
    const carts = defineResource({
      ...usual,
      path: 'quarry-carts',
      entity: QuarryCart,
      view: [...usual.view, 'quarryId'],
      create: [...usual.create, 'quarryId'],
      list: { filter: ['status', 'quarryId'], sort: ['createdAt'] },
    });

    @ResourceController(quarries)
    class QuarriesController {
      constructor(@InjectStore(QuarryCart) private readonly carts: Store<QuarryCart>) {}

      @Action(quarries, 'close', { from: 'open', to: 'closed' })
      async close(@Found() quarry: Quarry): Promise<Quarry> {
        const open = { quarryId: quarry.id, status: 'open' };
        const rows = await this.carts.find(open, { limit: broken ? 100 : 10_000 });
        await this.carts.saveMany(rows.map((row) => Object.assign(row, { status: 'closed' })));
        return quarry;
      }
    }

    @ResourceController(carts)
    class QuarryCartsController {}

    return featureOf('QuarriesModule', {
      resources: [quarries, carts],
      controllers: [QuarriesController, QuarryCartsController],
    });
  },
});
