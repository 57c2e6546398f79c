import {
  Action,
  defineJob,
  defineResource,
  Feature,
  Found,
  Identifier,
  Jobs,
  ResourceController,
} from '@keelson/kernel';
import { JobProcessor, Mailer, migrations } from '@keelson/platform';
import { Module } from '@nestjs/common';
import { Entity } from 'typeorm';
import { Item, migrationFor, mutant, usual } from '../authoring/index.js';

export default mutant({
  name: 'mail-within-the-operation',
  mistake: 'An action sends its mail itself: it is out when the transaction fails or is run again.',
  caughtBy: 'contract/server-error',
  build: (broken) => {
    @Entity('parcels')
    class Parcel extends Item {}

    class ParcelMail {
      @Identifier()
      parcelId!: string;
    }
    const tellOfParcel = defineJob('parcels.tell', ParcelMail);
    const letter = { to: 'ada@example.com', subject: 'Your parcel', text: 'It has left.\n' };

    @JobProcessor(tellOfParcel)
    class TellOfParcel {
      constructor(private readonly mailer: Mailer) {}

      run(): Promise<void> {
        return this.mailer.send(letter);
      }
    }

    const parcels = defineResource({
      ...usual,
      path: 'parcels',
      entity: Parcel,
      permissions: { ...usual.permissions, send: 'Send a parcel' },
    });

    @ResourceController(parcels)
    class ParcelsController {
      constructor(
        private readonly jobs: Jobs,
        private readonly mailer: Mailer,
      ) {}

      @Action(parcels, 'send', { from: 'open', to: 'closed' })
      async send(@Found() parcel: Parcel): Promise<Parcel> {
        if (broken) await this.mailer.send(letter);
        else await this.jobs.enqueue(tellOfParcel, { parcelId: parcel.id });
        return parcel;
      }
    }

    @Module({
      imports: [Feature.declare({ resources: [parcels] }, migrations(migrationFor(parcels)))],
      controllers: [ParcelsController],
      providers: [TellOfParcel],
    })
    class ParcelsModule {}
    return ParcelsModule;
  },
});
