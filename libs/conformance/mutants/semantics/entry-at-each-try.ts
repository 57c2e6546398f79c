import {
  Action,
  defineJob,
  defineResource,
  Feature,
  Found,
  Identifier,
  InjectStore,
  Instant,
  Integer,
  Jobs,
  OrganizationRow,
  Ref,
  ResourceController,
  type Store,
} from '@keelson/kernel';
import { Database, JobProcessor, Mailer, migrations } from '@keelson/platform';
import { Module } from '@nestjs/common';
import { Entity } from 'typeorm';
import { Item, migrationFor, mutant, usual } from '../authoring/index.js';

export default mutant({
  name: 'entry-at-each-try',
  mistake:
    'A job writes an entry before it sends the mail about it, and looks for no entry of an earlier try.',
  caughtBy: 'semantics/repeats-outside',
  build: (broken) => {
    @Entity('tolls')
    class Toll extends Item {
      @Instant({ optional: true })
      chargedAt!: Date | null;
    }

    @Entity('toll_entries')
    class TollEntry extends OrganizationRow {
      @Ref(() => Toll)
      tollId!: string;

      @Integer({ max: 1_000 })
      quantity!: number;
    }

    class TollToCharge {
      @Identifier()
      tollId!: string;
    }
    const chargeToll = defineJob('tolls.charge', TollToCharge);

    @JobProcessor(chargeToll)
    class ChargeToll {
      constructor(
        @InjectStore(Toll) private readonly tolls: Store<Toll>,
        @InjectStore(TollEntry) private readonly entries: Store<TollEntry>,
        private readonly database: Database,
        private readonly mailer: Mailer,
      ) {}

      async run({ tollId }: TollToCharge): Promise<void> {
        await this.database.transaction(async () => {
          const [toll] = await this.tolls.lock([tollId]);
          if (!toll) return;
          const [known] = await this.entries.find({ tollId }, { limit: 1 });
          if (broken || !known) await this.entries.insert({ tollId, quantity: toll.quantity });
          toll.chargedAt = new Date();
          await this.tolls.save(toll);
        });
        await this.mailer.send({ to: 'ada@example.com', subject: 'Your toll', text: 'It was charged.\n' });
      }
    }

    const tolls = defineResource({
      ...usual,
      path: 'tolls',
      entity: Toll,
      permissions: { ...usual.permissions, charge: 'Charge a toll' },
    });
    const entries = defineResource({
      path: 'toll-entries',
      entity: TollEntry,
      tenancy: 'organization',
      description: 'What was charged.',
      view: ['id', 'tollId', 'quantity', 'createdAt'],
      visible: usual.visible,
      list: { sort: ['createdAt'] },
      permissions: { read: 'See what was charged' },
      members: ['read'],
    });

    @ResourceController(tolls)
    class TollsController {
      constructor(private readonly jobs: Jobs) {}

      @Action(tolls, 'charge', { from: 'open', to: 'closed' })
      async charge(@Found() toll: Toll): Promise<Toll> {
        await this.jobs.enqueue(chargeToll, { tollId: toll.id });
        return toll;
      }
    }

    @ResourceController(entries)
    class TollEntriesController {}

    @Module({
      imports: [
        Feature.declare(
          { resources: [tolls, entries] },
          migrations(migrationFor(tolls), migrationFor(entries)),
        ),
      ],
      controllers: [TollsController, TollEntriesController],
      providers: [ChargeToll],
    })
    class TollsModule {}
    return TollsModule;
  },
});
