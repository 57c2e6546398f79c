import {
  defineError,
  defineResource,
  Fails,
  Found,
  InjectStore,
  Input,
  Ref,
  ResourceController,
  type Store,
} from '@keelson/kernel';
import { Entity } from 'typeorm';
import { featureOf, Item, mutant, usual } from '../authoring/index.js';

const circular = defineError('trunks.circular', 'conflict', 'The trunk would stand in itself');

/** How deep trunks stand in each other. */
const deepest = 20;

export default mutant({
  name: 'trunk-in-itself',
  mistake:
    'A trunk is not put into itself, but into one that stands in it: nothing is above the two of them.',
  caughtBy: 'properties/own-parent',
  build: (broken) => {
    @Entity('trunks')
    class Trunk extends Item {
      @Ref(() => Trunk, { optional: true })
      parentId!: string | null;
    }

    const trunks = defineResource({
      ...usual,
      path: 'trunks',
      entity: Trunk,
      view: [...usual.view, 'parentId'],
      create: [...usual.create, 'parentId'],
      update: ['name', 'parentId'],
      permissions: { ...usual.permissions, update: 'Change one' },
    });

    @ResourceController(trunks)
    class TrunksController {
      constructor(@InjectStore(Trunk) private readonly store: Store<Trunk>) {}

      @Fails(circular)
      async update(
        @Found() trunk: Trunk,
        @Input() changes: Partial<Pick<Trunk, 'name' | 'parentId'>>,
      ): Promise<Trunk> {
        let above = changes.parentId ?? null;
        for (let depth = 0; above !== null; depth += 1) {
          if (above === trunk.id || depth === deepest)
            throw circular({ detail: 'Take it out of the other first.' });
          const [parent]: Trunk[] = broken ? [] : await this.store.find({ id: above });
          above = parent?.parentId ?? null;
        }
        return Object.assign(trunk, changes);
      }
    }

    return featureOf('TrunksModule', {
      resources: [trunks],
      controllers: [TrunksController],
    });
  },
});
