import { currentCaller, defineError, InjectStore, type Preparation, type Store } from '@keelson/kernel';
import { Injectable } from '@nestjs/common';
import { Accounts } from './accounts.js';
import type { AddressLink } from './address-link.entity.js';
import { AddressLinks, linkOver } from './address-links.js';
import { ChangeAddress } from './address.input.js';
import { Addresses } from './addresses.js';
import { Passwords, type CheckedAccount } from './passwords.js';
import { addressKey, User } from './user.entity.js';

/** Most addresses that a user can ask to change to in a day: each of them gets a mail. */
const mostADay = 5;
const dayMs = 86_400_000;

export const tooManyChanges = defineError(
  'identity.too_many_changes',
  'too_many_requests',
  'Too many email address changes',
);

/** Changes of an account's address. The way back is {@link AddressReturns}. */
@Injectable()
export class AddressChanges {
  constructor(
    @InjectStore(User) private readonly users: Store<User>,
    private readonly accounts: Accounts,
    private readonly addresses: Addresses,
    private readonly links: AddressLinks,
    private readonly passwords: Passwords,
  ) {}

  /**
   * Sends a link to the new address, or says there that it has an account already: the answer tells nothing. Users who want
   * one address at the same time share its mails, so that none of them can use up the mails of another. Needs a transaction.
   * @throws DomainError `identity.wrong_password`, `identity.too_many_changes`
   */
  async ask(email: string, account: CheckedAccount | null): Promise<void> {
    await this.accounts.hold(email);
    const { id } = await this.passwords.lock(account);
    if ((await this.links.countOf('change-request', id, dayMs)) >= mostADay)
      throw tooManyChanges({
        detail: `You can request at most ${mostADay} address changes per day.`,
        retryAfter: dayMs / 1_000,
      });
    await this.links.note('change-request', email, id);
    await this.links.send('change', email);
  }

  /**
   * Moves the caller's account to the address that a link was sent to, and tells both addresses. The link says who reads the
   * address's mail, and the caller must have asked for the address. Needs a transaction.
   * @throws DomainError `identity.link_invalid`, also for who has not asked; `identity.address_taken`
   */
  async confirm(link: AddressLink): Promise<User> {
    const { userId } = currentCaller();
    await this.accounts.hold(link.email);
    const request = await this.links.latest('change-request', link.email, userId);
    if (!request) throw linkOver();
    await this.links.use(link);
    await this.links.use(request);
    const { email: before, isProven } = await this.users.get(userId);
    const user = await this.addresses.claim(userId, link.email);
    if (addressKey(before) === user.emailKey) return user;
    // Whoever reads the mail of an address that was never proven has no say in this account.
    if (isProven) await this.links.send('undo', before, userId);
    else await this.links.send('left', before, userId);
    await this.links.send('joined', user.email, userId);
    return user;
  }
}

@Injectable()
export class ChangePreparation implements Preparation<ChangeAddress, CheckedAccount | null> {
  constructor(private readonly passwords: Passwords) {}

  prepare({ password }: ChangeAddress): Promise<CheckedAccount | null> {
    return this.passwords.findOwn(password);
  }
}
