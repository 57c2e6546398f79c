import {
  defineResource,
  Found,
  InjectStore,
  Input,
  Ref,
  ResourceController,
  Text,
  type Store,
} from '@keelson/kernel';
import { follows, invariants } from '@keelson/platform';
import { Entity } from 'typeorm';
import { featureOf, Item, mutant, usual } from '../authoring/index.js';

export default mutant({
  name: 'copy-that-drifts',
  mistake: 'A berth copies the name of its quay when it is made, and keeps it when it moves to another quay.',
  caughtBy: 'sequences/follows',
  build: (broken) => {
    @Entity('quays')
    class Quay extends Item {}

    @Entity('berths')
    class Berth extends Item {
      @Ref(() => Quay)
      quayId!: string;

      @Text({ max: 60, example: 'North' })
      quayName!: string;
    }
    type BerthInput = Pick<Berth, 'name' | 'quantity' | 'quayId'>;

    const quays = defineResource({ ...usual, path: 'quays', entity: Quay });
    const berths = defineResource({
      ...usual,
      path: 'berths',
      entity: Berth,
      view: [...usual.view, 'quayId', 'quayName'],
      create: ['name', 'quantity', 'quayId'],
      update: ['name', 'quantity', 'quayId'],
      permissions: { ...usual.permissions, update: 'Change one' },
    });

    @ResourceController(quays)
    class QuaysController {}

    @ResourceController(berths)
    class BerthsController {
      constructor(
        @InjectStore(Quay) private readonly all: Store<Quay>,
        @InjectStore(Berth) private readonly rows: Store<Berth>,
      ) {}

      async create(@Input() input: BerthInput): Promise<Berth> {
        const { name: quayName } = await this.all.get(input.quayId);
        return this.rows.insert({ ...input, quayName });
      }

      async update(@Found() berth: Berth, @Input() changes: BerthInput): Promise<Berth> {
        const { name: quayName } = await this.all.get(changes.quayId);
        return Object.assign(berth, changes, broken ? {} : { quayName });
      }
    }

    return featureOf('QuaysModule', {
      resources: [quays, berths],
      controllers: [QuaysController, BerthsController],
      contributions: [invariants(follows(Berth, 'quayName', 'quayId', Quay, 'name'))],
    });
  },
});
