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
import { Member } from '../../src/features/organizations/index.js';

const purpose: MailTokenPurpose = { name: 'cabin', prefix: 'kcb' };

/** It asks for the address of the caller, which is the members' of this application: so it is here. */
export default mutant({
  name: 'invitation-for-another',
  mistake: 'An invitation is accepted by whoever has its link, whomever it was sent to.',
  caughtBy: 'access/mailed-secret-of-another',
  build: (broken) => {
    const permission = 'cabin-guests:accept';
    const invalidLink = defineError('cabins.invalid_link', 'unprocessable', 'The link is not valid');
    const otherGuest = defineError('cabins.other_guest', 'forbidden', 'Somebody else is invited');

    @Entity('cabins')
    class Cabin extends Item {
      @Email({ example: 'guest@example.com', description: 'Who is invited.' })
      email!: string;
    }

    class CabinMail {
      @Identifier()
      cabinId!: string;
    }
    const cabinMail = defineJob('cabins.mail', CabinMail);

    const letter = defineMail('cabins.invitation', {
      values: { link: linkValue('/account') },
      letters: {
        en: ({ link }) => ({
          subject: 'A cabin',
          paragraphs: ['You are invited.'],
          action: { label: 'Accept', link },
        }),
      },
    });

    const cabins = defineResource({
      ...usual,
      path: 'cabins',
      entity: Cabin,
      create: [...usual.create, 'email'],
    });

    @ResourceController(cabins)
    class CabinsController {
      constructor(
        @InjectStore(Cabin) private readonly store: Store<Cabin>,
        private readonly jobs: Jobs,
      ) {}

      async create(@Input() input: Pick<Cabin, 'name' | 'quantity' | 'remark' | 'email'>): Promise<Cabin> {
        const cabin = await this.store.insert(input);
        await this.jobs.enqueue(cabinMail, { cabinId: cabin.id });
        return cabin;
      }
    }

    @Injectable()
    @JobProcessor(cabinMail)
    class CabinMailJob {
      constructor(
        @InjectStore(Cabin) private readonly store: Store<Cabin>,
        private readonly tokens: MailTokens,
        private readonly notifier: Notifier,
        private readonly http: HttpSettings,
      ) {}

      async run({ cabinId }: CabinMail): Promise<void> {
        const { email, id } = await this.store.get(cabinId);
        const token = await this.tokens.write(purpose, { id, nonce: '' });
        await this.notifier.notify({ email }, letter, { link: accountLink(this.http, 'invitation', token) });
      }
    }

    class CabinToken {
      @Text({ max: 100, classified: 'secret', example: `kcb_${'0'.repeat(32)}_${'A'.repeat(43)}` })
      token!: string;
    }

    @Controller('v1/cabin-guests')
    class CabinGuestsController {
      constructor(
        @InjectStore(Cabin) private readonly store: Store<Cabin>,
        private readonly stores: Stores,
        private readonly tokens: MailTokens,
      ) {}

      @Post()
      @HttpCode(200)
      @Allow(permission)
      @Operation(permission)
      @Fails(invalidLink, otherGuest)
      @described('accept-cabin', exactly({ quantity: whole }))
      async accept(@Input() { token }: CabinToken): Promise<{ quantity: number }> {
        const cabin = await this.locked(token);
        if (!broken && !(await this.isFor(cabin))) throw otherGuest();
        cabin.status = 'closed';
        const { quantity } = await this.store.save(cabin);
        return { quantity };
      }

      private async locked(token: string): Promise<Cabin> {
        const id = this.tokens.idOf(purpose, token);
        if (id === null || !(await this.tokens.fits(purpose, token, { id, nonce: '' }))) throw invalidLink();
        const [found] = await this.store.find({ id }, { limit: 1 });
        if (!found) throw invalidLink();
        const [cabin] = (await this.store.lock([id])) as [Cabin];
        if (cabin.status !== 'open') throw invalidLink();
        return cabin;
      }

      private async isFor({ email }: Cabin): Promise<boolean> {
        const { memberId } = currentCaller();
        const [member] = await this.stores.of(Member).find({ id: memberId ?? '' }, { limit: 1 });
        return normalizedKey(member?.email ?? '') === normalizedKey(email);
      }
    }

    @Module({
      imports: [
        Feature.declare(
          { resources: [cabins], permissions: [{ name: permission, description: 'Accept an invitation' }] },
          migrations(migrationFor(cabins)),
          mails(letter),
        ),
      ],
      controllers: [CabinsController, CabinGuestsController],
      providers: [CabinMailJob],
    })
    class CabinsModule {}
    return CabinsModule;
  },
});
