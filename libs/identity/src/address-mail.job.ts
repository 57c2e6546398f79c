import { InjectStore, type Store } from '@keelson/kernel';
import { JobProcessor } from '@keelson/jobs';
import { Notifier, type GivenValues, type MailDefinition, type MailValues } from '@keelson/mail';
import { accountLink, HttpSettings } from '@keelson/rest';
import { Injectable } from '@nestjs/common';
import { Accounts } from './accounts.js';
import { confirmLetter, joinedLetter, leftLetter, takenLetter, undoLetter } from './address-change.mails.js';
import type { AddressLink, LinkPurpose } from './address-link.entity.js';
import { AddressLinks } from './address-links.js';
import { addressMail, type AddressMail } from './address-mail.js';
import { reservedLetter, returnLetter } from './address-return.mails.js';
import { lapseLetter, newOwnerLetter, ownedLetter, proveLetter, resetLetter } from './address.mails.js';
import { User } from './user.entity.js';

/** Writes to an address; the mail may arrive twice when a process dies at the wrong moment. */
@Injectable()
@JobProcessor(addressMail)
export class AddressMailJob {
  constructor(
    @InjectStore(User) private readonly users: Store<User>,
    private readonly accounts: Accounts,
    private readonly links: AddressLinks,
    private readonly notifier: Notifier,
    private readonly http: HttpSettings,
  ) {}

  async run({ linkId }: AddressMail): Promise<void> {
    const link = await this.links.find(linkId);
    // Used, or over: a mail server that was away for a night has nothing to deliver any more.
    if (link) await this.letters[link.purpose](link);
  }

  private readonly letters: Readonly<Record<LinkPurpose, (link: AddressLink) => Promise<void>>> = {
    prove: async (link) => {
      const { owner, claimants, former } = await this.accountsOf(link);
      if (owner || claimants.length === 0) return this.links.dropUnsent(link);
      if (former) return this.tell(link, former, reservedLetter, { link: accountLink(this.http) });
      await this.tell(link, claimants[0], proveLetter, { link: await this.linkTo('prove', link) });
    },
    lapse: async (link) => {
      const { owner, claimants, former } = await this.accountsOf(link);
      if (owner || former || claimants.length === 0) return;
      await this.tell(link, claimants[0], lapseLetter, { link: await this.linkTo('prove', link) });
    },
    known: async (link) => {
      const { owner } = await this.accountsOf(link);
      if (owner) await this.notifier.notify(owner, ownedLetter, { link: accountLink(this.http) });
    },
    reset: async (link) => {
      const { owner, claimants, former } = await this.accountsOf(link);
      const reader = owner ?? former ?? claimants[0];
      // Nobody has an account: a mail would only disturb.
      if (!reader) return this.links.dropUnsent(link);
      const values = { link: await this.linkTo('reset', link) };
      // To the owner in their own spelling: some servers tell the cases of letters apart.
      if (owner) await this.notifier.notify(owner, resetLetter, values);
      else await this.tell(link, reader, former ? returnLetter : newOwnerLetter, values);
    },
    // No mails: other ways lead to what was asked for.
    'handed-reset': () => Promise.resolve(),
    'change-request': () => Promise.resolve(),
    change: async (link) => {
      const { owner } = await this.accountsOf(link);
      const own = owner && (await this.links.latest('change-request', link.email, owner.id));
      if (owner && !own) return this.notifier.notify(owner, takenLetter, { link: accountLink(this.http) });
      const request = own ?? (await this.links.latest('change-request', link.email));
      const values = { link: await this.linkTo('change', link) };
      await this.tell(link, await this.userOf(request), confirmLetter, values);
    },
    undo: async (link) => {
      const user = await this.userOf(link);
      if (!user) return;
      const values = { address: user.email, link: await this.linkTo('undo', link) };
      await this.tell(link, user, undoLetter, values);
    },
    left: async (link) => this.tell(link, await this.userOf(link), leftLetter, {}),
    joined: async (link) =>
      this.tell(link, await this.userOf(link), joinedLetter, { link: accountLink(this.http) }),
  };

  /** To the address of a link, in the language of the account that the mail is about. */
  private tell<Values extends MailValues>(
    { email }: AddressLink,
    reader: User | null | undefined,
    letter: MailDefinition<Values>,
    values: GivenValues<Values>,
  ): Promise<void> {
    const { locale = null, timeZone = null } = reader ?? {};
    return this.notifier.notify({ email, locale, timeZone }, letter, values);
  }

  /** Of an address: who owns it, who claims it, and who had it and can still go back to it. */
  private async accountsOf({ email }: AddressLink) {
    const accounts = await this.accounts.of(email);
    const owner = accounts.find(({ isProven }) => isProven) ?? null;
    const former = owner ? null : await this.userOf(await this.links.wayBack(email));
    return { owner, claimants: accounts.filter(({ isProven }) => !isProven), former };
  }

  /** The open account that a link is about. */
  private async userOf(link: AddressLink | null): Promise<User | null> {
    const [user] = link?.userId ? await this.users.find({ id: link.userId }, { limit: 1 }) : [];
    return user && !user.isClosed ? user : null;
  }

  private async linkTo(purpose: 'prove' | 'reset' | 'change' | 'undo', link: AddressLink): Promise<string> {
    return accountLink(this.http, purpose, await this.links.tokenOf(link, purpose));
  }
}
