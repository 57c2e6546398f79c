import {
  defineError,
  defineResource,
  Fails,
  Found,
  InjectStore,
  Input,
  notFound,
  Ref,
  ResourceController,
  type Store,
} from '@keelson/kernel';
import { Entity } from 'typeorm';
import { featureOf, Item, mutant, usual } from '../authoring/index.js';

const stillHung = defineError('racks.still_hung', 'conflict', 'Something hangs on the rack');

export default mutant({
  name: 'parent-deleted',
  mistake: 'A rack is deleted while coats hang on it: they refer to a row that is gone.',
  caughtBy: 'sequences/dangling-reference',
  build: (broken) => {
    @Entity('racks')
    class Rack extends Item {}

    @Entity('coats')
    class Coat extends Item {
      @Ref(() => Rack)
      rackId!: string;
    }

    const racks = defineResource({
      ...usual,
      path: 'racks',
      entity: Rack,
      remove: true,
      permissions: { ...usual.permissions, remove: 'Delete one' },
    });
    const coats = defineResource({
      ...usual,
      path: 'coats',
      entity: Coat,
      view: [...usual.view, 'rackId'],
      create: ['name', 'quantity', 'rackId'],
    });

    @ResourceController(racks)
    class RacksController {
      constructor(
        @InjectStore(Rack) private readonly rows: Store<Rack>,
        @InjectStore(Coat) private readonly coats: Store<Coat>,
      ) {}

      @Fails(stillHung)
      async remove(@Found() rack: Rack): Promise<void> {
        if (!broken && (await this.coats.count({ rackId: rack.id })) > 0)
          throw stillHung({ detail: 'Take the coats away first.' });
        await this.rows.remove(rack);
      }
    }

    @ResourceController(coats)
    class CoatsController {
      constructor(
        @InjectStore(Rack) private readonly racks: Store<Rack>,
        @InjectStore(Coat) private readonly rows: Store<Coat>,
      ) {}

      @Fails(notFound)
      async create(@Input() input: Pick<Coat, 'name' | 'quantity' | 'rackId'>): Promise<Coat> {
        await this.racks.lock([input.rackId]);
        return this.rows.insert({ ...input });
      }
    }

    return featureOf('RacksModule', {
      resources: [racks, coats],
      controllers: [RacksController, CoatsController],
      indexes: { coats: [['organization_id', 'rack_id']] },
    });
  },
});
