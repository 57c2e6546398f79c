import {
  Action,
  defineJob,
  defineResource,
  Found,
  Identifier,
  InjectStore,
  Jobs,
  Ref,
  ResourceController,
  type Store,
} from '@keelson/kernel';
import { JobProcessor } from '@keelson/platform';
import { Entity } from 'typeorm';
import { featureOf, Item, mutant, usual } from '../authoring/index.js';

export default mutant({
  name: 'enqueued-one-by-one',
  mistake: 'Within one request, a job is enqueued for each reader of a gazette, with a statement of its own.',
  caughtBy: 'budgets/statements-per-child',
  build: (broken) => {
    @Entity('gazettes')
    class Gazette extends Item {}

    @Entity('gazette_readers')
    class GazetteReader extends Item {
      @Ref(() => Gazette)
      gazetteId!: string;
    }

    class Delivery {
      @Identifier()
      id!: string;
    }
    const deliver = defineJob('gazettes.deliver', Delivery);

    @JobProcessor(deliver, { effects: 'database' })
    class Deliver {
      constructor(@InjectStore(GazetteReader) private readonly readers: Store<GazetteReader>) {}

      async run({ id }: Delivery): Promise<object> {
        return { readers: await this.readers.count(broken ? { id } : { gazetteId: id }) };
      }
    }

    const gazettes = defineResource({
      ...usual,
      path: 'gazettes',
      entity: Gazette,
      permissions: { ...usual.permissions, publish: 'Publish one' },
    });
    const readers = defineResource({
      ...usual,
      path: 'gazette-readers',
      entity: GazetteReader,
      view: [...usual.view, 'gazetteId'],
      create: [...usual.create, 'gazetteId'],
      list: { filter: ['gazetteId'], sort: ['createdAt'] },
    });

    @ResourceController(gazettes)
    class GazettesController {
      constructor(
        @InjectStore(GazetteReader) private readonly readers: Store<GazetteReader>,
        private readonly jobs: Jobs,
      ) {}

      @Action(gazettes, 'publish', { from: 'open', to: 'closed' })
      async publish(@Found() gazette: Gazette): Promise<Gazette> {
        const { id } = gazette;
        const rows = broken ? await this.readers.find({ gazetteId: id }, { limit: 1_000 }) : [gazette];
        for (const row of rows) await this.jobs.enqueue(deliver, { id: row.id });
        return gazette;
      }
    }

    @ResourceController(readers)
    class GazetteReadersController {}

    return featureOf('GazettesModule', {
      resources: [gazettes, readers],
      controllers: [GazettesController, GazetteReadersController],
      providers: [Deliver],
    });
  },
});
