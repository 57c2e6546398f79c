import { InjectStore, type Preparation, type Store } from '@keelson/kernel';
import { Injectable } from '@nestjs/common';
import { Accounts } from './accounts.js';
import type { AddressLink } from './address-link.entity.js';
import { AddressLinks, linkOver } from './address-links.js';
import { AddressReturns, type CheckedReset } from './address-returns.js';
import { ResetPassword } from './address.input.js';
import { Addresses } from './addresses.js';
import { BackOff } from './back-off/back-off.js';
import { Devices } from './devices/devices.js';
import { PasswordHashing } from './password-hashing.js';
import { PasswordPolicy } from './password-policy.js';
import { Sessions } from './sessions.js';
import { User } from './user.entity.js';

/** New passwords for whoever reads the mail of an address, which proves it as well. */
@Injectable()
export class PasswordResets {
  constructor(
    @InjectStore(User) private readonly users: Store<User>,
    private readonly accounts: Accounts,
    private readonly addresses: Addresses,
    private readonly links: AddressLinks,
    private readonly returns: AddressReturns,
    private readonly hashing: PasswordHashing,
    private readonly policy: PasswordPolicy,
    private readonly sessions: Sessions,
    private readonly backOff: BackOff,
    private readonly devices: Devices,
  ) {}

  /** @throws DomainError `identity.link_invalid`, `validation_failed`, `unavailable` */
  async check({ token, password }: ResetPassword): Promise<CheckedReset> {
    const link = await this.links.open('reset', token);
    await this.policy.refuseWeak(password, link);
    return { link, passwordHash: await this.hashing.hash(password) };
  }

  /**
   * Gives the owner of the address a new password, ends their sessions, and forgets devices and failed attempts. An address
   * that an account has lost a short while ago gets it back. Another one without an owner gets a new account, which inherits
   * nothing of those that claimed the address and end now, since any of them may be a stranger's. A link that an operator has
   * handed out is for the account that it names. Needs a transaction.
   * @throws DomainError `identity.link_invalid`; `identity.address_taken` for an account that cannot prove the address
   */
  async reset({ link, passwordHash }: CheckedReset): Promise<User> {
    const { email } = link;
    await this.accounts.hold(email);
    await this.links.use(link);
    const accounts = await this.accounts.of(email);
    if (link.userId !== null && accounts.every(({ id }) => id !== link.userId)) throw linkOver();
    const id = link.userId ?? accounts.find(({ isProven }) => isProven)?.id;
    if (id !== undefined) return this.renew(id, link, passwordHash);
    const way = await this.links.wayBack(email);
    if (way) return this.returns.giveBack(way, passwordHash);
    await this.addresses.release(email);
    await this.backOff.clear(email);
    return this.accounts.open({ ...newcomer(email), email, passwordHash, isProven: true });
  }

  private async renew(id: string, { email }: AddressLink, passwordHash: string): Promise<User> {
    await this.addresses.release(email, id);
    await this.backOff.clear(email);
    await this.sessions.endAll(id);
    await this.devices.forgetAll(id);
    const [user] = (await this.users.lock([id])) as [User];
    const owner = user.isProven ? user : await this.addresses.claim(id, email);
    return this.users.save(Object.assign(owner, { passwordHash }));
  }
}

/** Names for somebody of whom the address is all that is known; they can be changed. */
function newcomer(email: string): { name: string; organization: string } {
  const name = email.slice(0, email.lastIndexOf('@'));
  return { name, organization: name };
}

@Injectable()
export class ResetPreparation implements Preparation<ResetPassword, CheckedReset> {
  constructor(private readonly resets: PasswordResets) {}

  prepare(input: ResetPassword): Promise<CheckedReset> {
    return this.resets.check(input);
  }
}
