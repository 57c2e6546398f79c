import { InjectStore, type Store } from '@keelson/kernel';
import { accountLink, HttpSettings, JobProcessor, Notifier } from '@keelson/platform';
import { Injectable } from '@nestjs/common';
import { Accounts } from './accounts.js';
import { confirmLetter, joinedLetter, leftLetter, takenLetter, undoLetter } from './address-change.mails.js';
import type { AddressLink } from './address-link.entity.js';
import { AddressLinks } from './address-links.js';
import { addressMail, type AddressMail } from './address-mail.js';
import { newOwnerLetter, ownedLetter, proveLetter, resetLetter } from './address.mails.js';
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

  private readonly letters: Readonly<Record<AddressLink['purpose'], (link: AddressLink) => Promise<void>>> = {
    prove: async (link) => {
      const { owner, claimants } = await this.accountsOf(link);
      if (owner || claimants.length === 0) return;
      await this.notifier.notify(link, proveLetter, { link: await this.linkTo('prove', link) });
    },
    known: async (link) => {
      const { owner } = await this.accountsOf(link);
      if (owner) await this.notifier.notify(owner, ownedLetter, { link: accountLink(this.http) });
    },
    reset: async (link) => {
      const { owner, claimants } = await this.accountsOf(link);
      // Nobody has an account: a mail would only disturb.
      if (!owner && claimants.length === 0) return;
      // To the owner in their own spelling: some servers tell the cases of letters apart.
      await this.notifier.notify(owner ?? link, owner ? resetLetter : newOwnerLetter, {
        link: await this.linkTo('reset', link),
      });
    },
    change: async (link) => {
      const { owner } = await this.accountsOf(link);
      if (owner && owner.id !== link.userId)
        await this.notifier.notify(owner, takenLetter, { link: accountLink(this.http) });
      else await this.notifier.notify(link, confirmLetter, { link: await this.linkTo('change', link) });
    },
    undo: async (link) => {
      const [user] = await this.users.find({ id: link.userId ?? '' }, { limit: 1 });
      if (!user || user.isClosed) return;
      await this.notifier.notify(link, undoLetter, {
        address: user.email,
        link: await this.linkTo('undo', link),
      });
    },
    left: (link) => this.notifier.notify(link, leftLetter, {}),
    joined: (link) => this.notifier.notify(link, joinedLetter, { link: accountLink(this.http) }),
  };

  private async accountsOf({ email }: AddressLink): Promise<{ owner: User | null; claimants: User[] }> {
    const accounts = await this.accounts.of(email);
    return {
      owner: accounts.find(({ isProven }) => isProven) ?? null,
      claimants: accounts.filter(({ isProven }) => !isProven),
    };
  }

  private async linkTo(purpose: 'prove' | 'reset' | 'change' | 'undo', link: AddressLink): Promise<string> {
    return accountLink(this.http, purpose, await this.links.tokenOf(link, purpose));
  }
}
