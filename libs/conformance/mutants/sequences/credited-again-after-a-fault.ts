import {
  Action,
  defineJob,
  defineResource,
  Found,
  Identifier,
  InjectStore,
  Integer,
  Jobs,
  ResourceController,
  type Store,
} from '@keelson/kernel';
import { Database, JobProcessor } from '@keelson/platform';
import { Entity } from 'typeorm';
import { featureOf, Item, mutant, usual } from '../authoring/index.js';

export default mutant({
  name: 'credited-again-after-a-fault',
  mistake:
    'A job writes what it credits before it marks its row, each in a transaction: when the worker dies between them, the next attempt credits again.',
  caughtBy: 'sequences/repeated-effect',
  build: (broken) => {
    @Entity('rebates')
    class Rebate extends Item {
      @Integer({ max: 1_000_000, example: 0 })
      credited!: number;
    }

    class Credit {
      @Identifier()
      rebateId!: string;
    }
    const credit = defineJob('rebates.credit', Credit);

    const rebates = defineResource({
      ...usual,
      path: 'rebates',
      entity: Rebate,
      view: [...usual.view, 'credited'],
      create: [...usual.create, 'credited'],
      permissions: { ...usual.permissions, grant: 'Grant one' },
    });

    @JobProcessor(credit, { effects: 'outside' })
    class CreditRebate {
      constructor(
        @InjectStore(Rebate) private readonly rows: Store<Rebate>,
        private readonly database: Database,
      ) {}

      async run({ rebateId }: Credit): Promise<void> {
        await this.change(rebateId, (row) => {
          row.credited += 1;
          if (!broken) row.remark = 'credited';
        });
        if (broken) await this.change(rebateId, (row) => (row.remark = 'credited'));
      }

      private change(id: string, how: (row: Rebate) => void): Promise<void> {
        return this.database.transaction(async () => {
          const [row] = await this.rows.lock([id]);
          if (!row || row.remark === 'credited') return;
          how(row);
          await this.rows.save(row);
        });
      }
    }

    @ResourceController(rebates)
    class RebatesController {
      constructor(private readonly jobs: Jobs) {}

      @Action(rebates, 'grant', { from: 'open', to: 'closed' })
      async grant(@Found() rebate: Rebate): Promise<Rebate> {
        await this.jobs.enqueue(credit, { rebateId: rebate.id });
        return rebate;
      }
    }

    return featureOf('RebatesModule', {
      resources: [rebates],
      controllers: [RebatesController],
      providers: [CreditRebate],
    });
  },
});
