import {
  Action,
  asOrganization,
  currentCaller,
  currentOrganizationId,
  defineResource,
  everything,
  Found,
  Identifier,
  InjectStore,
  Input,
  ResourceController,
  where,
  type Store,
} from '@keelson/kernel';
import { Entity } from 'typeorm';
import { featureOf, Item, mutant, usual } from '../authoring/index.js';

export default mutant({
  name: 'closes-what-is-hidden',
  mistake: 'Who has finished with a draft closes all open ones of its size, also those of other writers.',
  caughtBy: 'sequences/hidden-row-changed',
  build: (broken) => {
    @Entity('sketches')
    class Sketch extends Item {
      @Identifier()
      writerId!: string;
    }

    const sketches = defineResource({
      ...usual,
      path: 'sketches',
      entity: Sketch,
      visible: ({ caller }) =>
        caller.can('sketches:audit') ? everything : where({ writerId: caller.userId }),
      permissions: { ...usual.permissions, finish: 'Finish one', audit: 'See all' },
      members: ['read', 'create', 'finish'],
    });

    @ResourceController(sketches)
    class SketchesController {
      constructor(@InjectStore(Sketch) private readonly rows: Store<Sketch>) {}

      create(@Input() input: Pick<Sketch, 'name' | 'quantity' | 'remark'>): Promise<Sketch> {
        return this.rows.insert({ ...input, writerId: currentCaller().userId });
      }

      @Action(sketches, 'finish', { from: 'open', to: 'closed' })
      async finish(@Found() sketch: Sketch): Promise<Sketch> {
        const close = () => this.closeAlike(sketch);
        await (broken ? asOrganization(currentOrganizationId(), close) : close());
        return sketch;
      }

      private async closeAlike({ id, quantity }: Sketch): Promise<void> {
        const alike = await this.rows.find({ status: 'open', quantity }, { limit: 100 });
        const ids = alike.map((one) => one.id).filter((one) => one !== id);
        if (ids.length === 0) return;
        const rows = await this.rows.lock(ids);
        await this.rows.saveMany(rows.map((one) => Object.assign(one, { status: 'closed' })));
      }
    }

    return featureOf('SketchesModule', {
      resources: [sketches],
      controllers: [SketchesController],
      indexes: { sketches: [['organization_id', 'writer_id', 'created_at', 'id']] },
    });
  },
});
