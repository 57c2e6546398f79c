import {
  Action,
  defineEvent,
  defineResource,
  Feature,
  Found,
  Identifier,
  InjectStore,
  Integer,
  Ref,
  ResourceController,
  Subscriber,
  type EventHandler,
  type RecordedEvent,
  type Store,
} from '@keelson/kernel';
import { Database, Mailer, migrations } from '@keelson/platform';
import { Injectable, Module } from '@nestjs/common';
import { Entity } from 'typeorm';
import { Item, migrationFor, mutant, usual } from '../authoring/index.js';

export default mutant({
  name: 'credited-at-each-try',
  mistake:
    'A subscriber credits an account and sends a mail: when the mail fails, or the process dies behind it, the account is credited again.',
  caughtBy: 'semantics/repeats-outside',
  build: (broken) => {
    @Entity('purses')
    class Purse extends Item {
      @Integer({ max: 1_000_000_000 })
      points!: number;
    }

    @Entity('fares')
    class Fare extends Item {
      @Ref(() => Purse)
      purseId!: string;
    }

    class PaidFare {
      @Identifier()
      purseId!: string;

      @Integer({ max: 1_000 })
      quantity!: number;
    }
    const FarePaid = defineEvent('fare.paid', PaidFare);

    @Subscriber('fares.credit', { to: FarePaid, effects: broken ? 'outside' : 'database' })
    @Injectable()
    class CreditPurse implements EventHandler<PaidFare> {
      constructor(
        @InjectStore(Purse) private readonly purses: Store<Purse>,
        private readonly database: Database,
        private readonly mailer: Mailer,
      ) {}

      async handle({ payload }: RecordedEvent<PaidFare>): Promise<void> {
        await this.database.transaction(async () => {
          const [purse] = await this.purses.lock([payload.purseId]);
          if (!purse) return;
          purse.points += payload.quantity;
          await this.purses.save(purse);
        });
        if (broken) await thank(this.mailer);
      }
    }

    @Subscriber('fares.thank', { to: FarePaid, effects: 'outside' })
    @Injectable()
    class ThankPassenger implements EventHandler<PaidFare> {
      constructor(private readonly mailer: Mailer) {}

      handle(): Promise<void> {
        return thank(this.mailer);
      }
    }

    const purses = defineResource({
      ...usual,
      path: 'purses',
      entity: Purse,
      view: [...usual.view, 'points'],
      create: [...usual.create, 'points'],
    });
    const fares = defineResource({
      ...usual,
      path: 'fares',
      entity: Fare,
      view: [...usual.view, 'purseId'],
      create: [...usual.create, 'purseId'],
      permissions: { ...usual.permissions, pay: 'Pay a fare' },
    });

    @ResourceController(purses)
    class PursesController {}

    @ResourceController(fares)
    class FaresController {
      @Action(fares, 'pay', { from: 'open', to: 'closed', emits: FarePaid })
      pay(@Found() fare: Fare): Fare {
        return fare;
      }
    }

    @Module({
      imports: [
        Feature.declare(
          { resources: [purses, fares], events: [FarePaid] },
          migrations(migrationFor(purses), migrationFor(fares)),
        ),
      ],
      controllers: [PursesController, FaresController],
      providers: broken ? [CreditPurse] : [CreditPurse, ThankPassenger],
    })
    class FaresModule {}
    return FaresModule;
  },
});

function thank(mailer: Mailer): Promise<void> {
  return mailer.send({ to: 'ada@example.com', subject: 'Your fare', text: 'Thank you.\n' });
}
