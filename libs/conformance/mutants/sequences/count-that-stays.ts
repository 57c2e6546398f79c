import {
  defineResource,
  Found,
  InjectStore,
  Input,
  Integer,
  Ref,
  ResourceController,
  type Store,
} from '@keelson/kernel';
import { counts, invariants } from '@keelson/platform';
import { Entity } from 'typeorm';
import { featureOf, Item, mutant, usual } from '../authoring/index.js';

export default mutant({
  name: 'count-that-stays',
  mistake: 'A shelf counts its jars; when one is taken away, the count stays.',
  caughtBy: 'sequences/counts',
  build: (broken) => {
    @Entity('larders')
    class Larder extends Item {
      @Integer({ max: 1_000_000, example: 0 })
      jars!: number;
    }

    @Entity('jars')
    class Jar extends Item {
      @Ref(() => Larder)
      larderId!: string;
    }

    const larders = defineResource({
      ...usual,
      path: 'larders',
      entity: Larder,
      view: [...usual.view, 'jars'],
    });
    const jars = defineResource({
      ...usual,
      path: 'jars',
      entity: Jar,
      view: [...usual.view, 'larderId'],
      create: ['name', 'quantity', 'larderId'],
      remove: true,
      permissions: { ...usual.permissions, remove: 'Take one away' },
    });

    @ResourceController(larders)
    class LardersController {
      constructor(@InjectStore(Larder) private readonly rows: Store<Larder>) {}

      create(@Input() input: Pick<Larder, 'name' | 'quantity' | 'remark'>): Promise<Larder> {
        return this.rows.insert({ ...input, jars: 0 });
      }
    }

    @ResourceController(jars)
    class JarsController {
      constructor(
        @InjectStore(Larder) private readonly all: Store<Larder>,
        @InjectStore(Jar) private readonly rows: Store<Jar>,
      ) {}

      async create(@Input() input: Pick<Jar, 'name' | 'quantity' | 'larderId'>): Promise<Jar> {
        await this.add(input.larderId, 1);
        return this.rows.insert({ ...input });
      }

      async remove(@Found() jar: Jar): Promise<void> {
        if (!broken) await this.add(jar.larderId, -1);
        await this.rows.remove(jar);
      }

      private async add(id: string, more: number): Promise<void> {
        for (const larder of await this.all.lock([id]))
          await this.all.save(Object.assign(larder, { jars: larder.jars + more }));
      }
    }

    return featureOf('LardersModule', {
      resources: [larders, jars],
      controllers: [LardersController, JarsController],
      contributions: [invariants(counts(Larder, 'jars', Jar, 'larderId'))],
    });
  },
});
