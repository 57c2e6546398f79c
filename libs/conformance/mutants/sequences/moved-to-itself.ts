import {
  Action,
  defineError,
  defineResource,
  Found,
  InjectStore,
  Input,
  Integer,
  Ref,
  ResourceController,
  type Store,
} from '@keelson/kernel';
import { conserved, invariants } from '@keelson/platform';
import { Entity } from 'typeorm';
import { featureOf, Item, mutant, usual } from '../authoring/index.js';

const tooLittle = defineError('cellars.too_little', 'conflict', 'There is not so much in the cellar');

export default mutant({
  name: 'moved-to-itself',
  mistake:
    'What is moved from a cellar to another is written by two copies of the rows: moved to where it is, it doubles.',
  caughtBy: 'sequences/conserved',
  build: (broken) => {
    @Entity('cellars')
    class Cellar extends Item {
      @Integer({ max: 1_000_000, example: 9 })
      casks!: number;
    }

    class Move {
      @Ref(() => Cellar)
      toId!: string;

      @Integer({ min: 1, max: 1_000, example: 2 })
      amount!: number;
    }

    const cellars = defineResource({
      ...usual,
      path: 'cellars',
      entity: Cellar,
      view: [...usual.view, 'casks'],
      create: ['name', 'quantity', 'casks'],
      permissions: { ...usual.permissions, move: 'Move casks' },
    });

    @ResourceController(cellars)
    class CellarsController {
      constructor(@InjectStore(Cellar) private readonly rows: Store<Cellar>) {}

      @Action(cellars, 'move', { fails: [tooLittle] })
      async move(@Found() from: Cellar, @Input() { toId, amount }: Move): Promise<Cellar> {
        if (from.casks < amount) throw tooLittle({ detail: `There are ${from.casks}.` });
        if (!broken && toId === from.id) return from;
        const [to = from] = await this.rows.lock([toId]);
        const [left, grown] = [from.casks - amount, to.casks + amount];
        await this.rows.save(Object.assign(to, { casks: grown }));
        return toId === from.id ? to : Object.assign(from, { casks: left });
      }
    }

    return featureOf('CellarsModule', {
      resources: [cellars],
      controllers: [CellarsController],
      contributions: [invariants(conserved(Cellar, 'casks', ['cellars:create']))],
    });
  },
});
