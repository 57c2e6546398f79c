import { InjectStore, type Preparation, type Store } from '@keelson/kernel';
import { Injectable } from '@nestjs/common';
import { Accounts } from './accounts.js';
import type { AddressLink } from './address-link.entity.js';
import { AddressLinks, linkOver } from './address-links.js';
import { ResetPassword } from './address.input.js';
import { Addresses } from './addresses.js';
import { BackOff } from './back-off/back-off.js';
import { Devices } from './devices/devices.js';
import { PasswordHashing } from './password-hashing.js';
import { PasswordPolicy } from './password-policy.js';
import { Sessions } from './sessions.js';
import { User } from './user.entity.js';

/** A link to an address, and the hash of its next password. */
export interface CheckedReset {
  readonly link: AddressLink;
  readonly passwordHash: string;
}

/** The way back to an address for who reads its mail, when somebody else has changed the address of the account. */
@Injectable()
export class AddressReturns {
  constructor(
    @InjectStore(User) private readonly users: Store<User>,
    private readonly accounts: Accounts,
    private readonly addresses: Addresses,
    private readonly links: AddressLinks,
    private readonly hashing: PasswordHashing,
    private readonly policy: PasswordPolicy,
    private readonly sessions: Sessions,
    private readonly devices: Devices,
    private readonly backOff: BackOff,
  ) {}

  /** @throws DomainError `identity.link_invalid`, `validation_failed`, `unavailable` */
  async check({ token, password }: ResetPassword): Promise<CheckedReset> {
    const link = await this.links.open('undo', token);
    await this.policy.refuseWeak(password, link);
    return { link, passwordHash: await this.hashing.hash(password) };
  }

  /** As {@link giveBack}, by the link of the notification. @throws DomainError `identity.link_invalid` as well */
  async undo({ link, passwordHash }: CheckedReset): Promise<User> {
    await this.accounts.hold(link.email);
    await this.links.use(link);
    return this.giveBack(link, passwordHash);
  }

  /**
   * Moves an account back to the address that it had, for somebody who has not changed it: with a new password, and
   * without the sessions of whoever did. Later changes cannot be taken back after that. Needs a transaction.
   * @param way the link by which the account can go back; it stays what it is
   * @throws DomainError `identity.address_taken`, `identity.link_invalid` when the account has ended
   */
  async giveBack(way: AddressLink, passwordHash: string): Promise<User> {
    const userId = way.userId ?? '';
    const [user] = (await this.users.lock([userId])) as [User];
    if (user.isClosed) throw linkOver();
    await this.links.endLater(way);
    await this.sessions.endAll(userId);
    await this.devices.forgetAll(userId);
    await this.backOff.clear(way.email);
    const moved = await this.addresses.claim(userId, way.email);
    return this.users.save(Object.assign(moved, { passwordHash }));
  }
}

@Injectable()
export class UndoPreparation implements Preparation<ResetPassword, CheckedReset> {
  constructor(private readonly returns: AddressReturns) {}

  prepare(input: ResetPassword): Promise<CheckedReset> {
    return this.returns.check(input);
  }
}
