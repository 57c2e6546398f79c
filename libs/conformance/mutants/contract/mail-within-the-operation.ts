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
    @Entity('satchels')
    class Satchel extends Item {}

    class SatchelMail {
      @Identifier()
      satchelId!: string;
    }
    const tellOfSatchel = defineJob('satchels.tell', SatchelMail);
    const letter = { to: 'ada@example.com', subject: 'Your satchel', text: 'It has left.\n' };

    @JobProcessor(tellOfSatchel)
    class TellOfSatchel {
      constructor(private readonly mailer: Mailer) {}

      run(): Promise<void> {
        return this.mailer.send(letter);
      }
    }

    const satchels = defineResource({
      ...usual,
      path: 'satchels',
      entity: Satchel,
      permissions: { ...usual.permissions, send: 'Send a satchel' },
    });

    @ResourceController(satchels)
    class SatchelsController {
      constructor(
        private readonly jobs: Jobs,
        private readonly mailer: Mailer,
      ) {}

      @Action(satchels, 'send', { from: 'open', to: 'closed' })
      async send(@Found() satchel: Satchel): Promise<Satchel> {
        if (broken) await this.mailer.send(letter);
        else await this.jobs.enqueue(tellOfSatchel, { satchelId: satchel.id });
        return satchel;
      }
    }

    @Module({
      imports: [Feature.declare({ resources: [satchels] }, migrations(migrationFor(satchels)))],
      controllers: [SatchelsController],
      providers: [TellOfSatchel],
    })
    class SatchelsModule {}
    return SatchelsModule;
  },
});
