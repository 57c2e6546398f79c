import {
  Allow,
  currentCaller,
  defineError,
  defineJob,
  defineResource,
  Email,
  Fails,
  Feature,
  Identifier,
  InjectStore,
  Input,
  Jobs,
  normalizedKey,
  Operation,
  ResourceController,
  Stores,
  Text,
  type Store,
} from '@keelson/kernel';
import {
  accountLink,
  defineMail,
  HttpSettings,
  JobProcessor,
  linkValue,
  mails,
  MailTokens,
  migrations,
  Notifier,
  type MailTokenPurpose,
} from '@keelson/platform';
import { Controller, HttpCode, Injectable, Module, Post } from '@nestjs/common';
import { Entity } from 'typeorm';
import {
  described,
  exactly,
  Item,
  migrationFor,
  mutant,
  usual,
  whole,
} from '../../libs/conformance/mutants/authoring/index.js';
import { Member } from '@keelson/organizations';

const purpose: MailTokenPurpose = { name: 'stateroom', prefix: 'kcb' };

/** It asks for the address of the caller, which is the members' of this application: so it is here. */
export default mutant({
  name: 'invitation-for-another',
  mistake: 'An invitation is accepted by whoever has its link, whomever it was sent to.',
  caughtBy: 'access/mailed-secret-of-another',
  build: (broken) => {
    const permission = 'stateroom-guests:accept';
    const invalidLink = defineError('staterooms.invalid_link', 'unprocessable', 'The link is not valid');
    const otherGuest = defineError('staterooms.other_guest', 'forbidden', 'Somebody else is invited');

    @Entity('staterooms')
    class Stateroom extends Item {
      @Email({ example: 'guest@example.com', description: 'Who is invited.' })
      email!: string;
    }

    class StateroomMail {
      @Identifier()
      stateroomId!: string;
    }
    const stateroomMail = defineJob('staterooms.mail', StateroomMail);

    const letter = defineMail('staterooms.invitation', {
      values: { link: linkValue('/account') },
      letters: {
        en: ({ link }) => ({
          subject: 'A stateroom',
          paragraphs: ['You are invited.'],
          action: { label: 'Accept', link },
        }),
      },
    });

    const staterooms = defineResource({
      ...usual,
      path: 'staterooms',
      entity: Stateroom,
      create: [...usual.create, 'email'],
    });

    @ResourceController(staterooms)
    class StateroomsController {
      constructor(
        @InjectStore(Stateroom) private readonly store: Store<Stateroom>,
        private readonly jobs: Jobs,
      ) {}

      async create(
        @Input() input: Pick<Stateroom, 'name' | 'quantity' | 'remark' | 'email'>,
      ): Promise<Stateroom> {
        const stateroom = await this.store.insert(input);
        await this.jobs.enqueue(stateroomMail, { stateroomId: stateroom.id });
        return stateroom;
      }
    }

    @Injectable()
    @JobProcessor(stateroomMail)
    class StateroomMailJob {
      constructor(
        @InjectStore(Stateroom) private readonly store: Store<Stateroom>,
        private readonly tokens: MailTokens,
        private readonly notifier: Notifier,
        private readonly http: HttpSettings,
      ) {}

      async run({ stateroomId }: StateroomMail): Promise<void> {
        const { email, id } = await this.store.get(stateroomId);
        const token = await this.tokens.write(purpose, { id, nonce: '' });
        await this.notifier.notify({ email }, letter, { link: accountLink(this.http, 'invitation', token) });
      }
    }

    class StateroomToken {
      @Text({ max: 100, classified: 'secret', example: `kcb_${'0'.repeat(32)}_${'A'.repeat(43)}` })
      token!: string;
    }

    @Controller('v1/stateroom-guests')
    class StateroomGuestsController {
      constructor(
        @InjectStore(Stateroom) private readonly store: Store<Stateroom>,
        private readonly stores: Stores,
        private readonly tokens: MailTokens,
      ) {}

      @Post()
      @HttpCode(200)
      @Allow(permission)
      @Operation(permission)
      @Fails(invalidLink, otherGuest)
      @described('accept-stateroom', exactly({ quantity: whole }))
      async accept(@Input() { token }: StateroomToken): Promise<{ quantity: number }> {
        const stateroom = await this.locked(token);
        if (!broken && !(await this.isFor(stateroom))) throw otherGuest();
        stateroom.status = 'closed';
        const { quantity } = await this.store.save(stateroom);
        return { quantity };
      }

      private async locked(token: string): Promise<Stateroom> {
        const id = this.tokens.idOf(purpose, token);
        if (id === null || !(await this.tokens.fits(purpose, token, { id, nonce: '' }))) throw invalidLink();
        const [found] = await this.store.find({ id }, { limit: 1 });
        if (!found) throw invalidLink();
        const [stateroom] = (await this.store.lock([id])) as [Stateroom];
        if (stateroom.status !== 'open') throw invalidLink();
        return stateroom;
      }

      private async isFor({ email }: Stateroom): Promise<boolean> {
        const { memberId } = currentCaller();
        const [member] = await this.stores.of(Member).find({ id: memberId ?? '' }, { limit: 1 });
        return normalizedKey(member?.email ?? '') === normalizedKey(email);
      }
    }

    @Module({
      imports: [
        Feature.declare(
          {
            resources: [staterooms],
            permissions: [{ name: permission, description: 'Accept an invitation' }],
          },
          migrations(migrationFor(staterooms)),
          mails(letter),
        ),
      ],
      controllers: [StateroomsController, StateroomGuestsController],
      providers: [StateroomMailJob],
    })
    class StateroomsModule {}
    return StateroomsModule;
  },
});
