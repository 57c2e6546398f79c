import {
  defineError,
  defineJob,
  defineResource,
  Email,
  Fails,
  Feature,
  acrossOrganizations,
  asOrganization,
  Identifier,
  InjectStore,
  Input,
  Jobs,
  Operation,
  Public,
  ResourceController,
  Text,
  type Store,
} from '@keelson/kernel';
import {
  defineMail,
  ExactLimit,
  HttpSettings,
  accountLink,
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
import { described, exactly, Item, migrationFor, mutant, usual, whole } from '../authoring/index.js';

const purpose: MailTokenPurpose = { name: 'pontoon', prefix: 'kpn' };

export default mutant({
  name: 'mailed-token-twice',
  mistake: 'The link in a mail may be opened again and again, because nobody marks it as used.',
  caughtBy: 'access/mailed-secret-twice',
  build: (broken) => {
    const invalidLink = defineError('pontoons.invalid_link', 'unprocessable', 'The link is not valid');

    @Entity('pontoons')
    class Pontoon extends Item {
      @Email({ example: 'guest@example.com', description: 'Who may have it.' })
      email!: string;
    }

    class PontoonMail {
      @Identifier()
      pontoonId!: string;
    }
    const pontoonMail = defineJob('pontoons.mail', PontoonMail);

    const letter = defineMail('pontoons.offer', {
      values: { link: linkValue('/account') },
      letters: {
        en: ({ link }) => ({
          subject: 'A pontoon',
          paragraphs: ['A pontoon is yours.'],
          action: { label: 'Take it', link },
        }),
      },
    });

    const pontoons = defineResource({
      ...usual,
      path: 'pontoons',
      entity: Pontoon,
      create: [...usual.create, 'email'],
    });

    @ResourceController(pontoons)
    class PontoonsController {
      constructor(
        @InjectStore(Pontoon) private readonly store: Store<Pontoon>,
        private readonly jobs: Jobs,
      ) {}

      async create(
        @Input() input: Pick<Pontoon, 'name' | 'quantity' | 'remark' | 'email'>,
      ): Promise<Pontoon> {
        const pontoon = await this.store.insert(input);
        await this.jobs.enqueue(pontoonMail, { pontoonId: pontoon.id });
        return pontoon;
      }
    }

    @Injectable()
    @JobProcessor(pontoonMail)
    class PontoonMailJob {
      constructor(
        @InjectStore(Pontoon) private readonly store: Store<Pontoon>,
        private readonly tokens: MailTokens,
        private readonly notifier: Notifier,
        private readonly http: HttpSettings,
      ) {}

      async run({ pontoonId }: PontoonMail): Promise<void> {
        const { email, id } = await this.store.get(pontoonId);
        const token = await this.tokens.write(purpose, { id, nonce: '' });
        await this.notifier.notify({ email }, letter, { link: accountLink(this.http, 'invitation', token) });
      }
    }

    class PontoonToken {
      @Text({ max: 100, classified: 'secret', example: `kpn_${'0'.repeat(32)}_${'A'.repeat(43)}` })
      token!: string;
    }

    @Controller('v1/taken-pontoons')
    class TakenPontoonsController {
      constructor(
        @InjectStore(Pontoon) private readonly store: Store<Pontoon>,
        private readonly tokens: MailTokens,
      ) {}

      @Post()
      @HttpCode(200)
      @Public('a guest may have no account')
      @ExactLimit({ name: 'take-pontoon', perMinute: 100_000, key: (_, network) => network })
      @Operation('pontoons:take')
      @Fails(invalidLink)
      @described('take-pontoon', exactly({ quantity: whole }))
      async take(@Input() { token }: PontoonToken): Promise<{ quantity: number }> {
        const { id, organizationId } = await this.found(token);
        return asOrganization(organizationId, async () => {
          const [pontoon] = (await this.store.lock([id])) as [Pontoon];
          if (!broken && pontoon.status !== 'open') throw invalidLink();
          pontoon.status = 'closed';
          pontoon.quantity = Math.min(1_000, pontoon.quantity + 1);
          const { quantity } = await this.store.save(pontoon);
          return { quantity };
        });
      }

      private async found(token: string): Promise<Pontoon> {
        const id = this.tokens.idOf(purpose, token);
        if (id === null || !(await this.tokens.fits(purpose, token, { id, nonce: '' }))) throw invalidLink();
        const [pontoon] = await acrossOrganizations('finds what a link is for', () =>
          this.store.find({ id }, { limit: 1 }),
        );
        if (!pontoon) throw invalidLink();
        return pontoon;
      }
    }

    @Module({
      imports: [
        Feature.declare({ resources: [pontoons] }, migrations(migrationFor(pontoons)), mails(letter)),
      ],
      controllers: [PontoonsController, TakenPontoonsController],
      providers: [PontoonMailJob],
    })
    class PontoonsModule {}
    return PontoonsModule;
  },
});
