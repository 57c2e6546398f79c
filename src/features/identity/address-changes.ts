import { currentCaller, defineError, InjectStore, readInput, type Store } from '@keelson/kernel';
import { Injectable } from '@nestjs/common';
import { Accounts } from './accounts.js';
import type { AddressLink } from './address-link.entity.js';
import { AddressLinks, linkOver } from './address-links.js';
import { BackOff } from './back-off/back-off.js';
import { Devices } from './devices/devices.js';
import { ChangeAddress, ResetPassword } from './address.input.js';
import { Addresses } from './addresses.js';
import { PasswordHashing } from './password-hashing.js';
import { PasswordPolicy } from './password-policy.js';
import type { CheckedReset } from './password-resets.js';
import { Passwords, type CheckedAccount } from './passwords.js';
import { Preparing } from './prepared.js';
import { Sessions } from './sessions.js';
import { addressKey, User } from './user.entity.js';

/** Most addresses that a user can ask to change to in a day: each of them gets a mail. */
const mostADay = 5;
/** Most mails to one address in an hour that ask to confirm it, whoever has asked. */
const mostAnHour = 5;
const hourMs = 3_600_000;
const dayMs = 24 * hourMs;

export const tooManyChanges = defineError(
  'identity.too_many_changes',
  'too_many_requests',
  'Too many changes of the email address',
);

/** Changes of an account's address, and the way back. */
@Injectable()
export class AddressChanges {
  constructor(
    @InjectStore(User) private readonly users: Store<User>,
    private readonly accounts: Accounts,
    private readonly addresses: Addresses,
    private readonly links: AddressLinks,
    private readonly passwords: Passwords,
    private readonly hashing: PasswordHashing,
    private readonly policy: PasswordPolicy,
    private readonly sessions: Sessions,
    private readonly devices: Devices,
    private readonly backOff: BackOff,
  ) {}

  /**
   * Sends a link to the new address, or says there that it has an account already: the answer tells nothing. Needs a
   * transaction. @throws DomainError `identity.wrong_password`, `identity.too_many_changes`
   */
  async ask(email: string, account: CheckedAccount | null): Promise<void> {
    await this.accounts.hold(email);
    const { id } = await this.passwords.lock(account);
    if ((await this.links.countOf('change', id, dayMs)) >= mostADay)
      throw tooManyChanges({
        detail: `You can change to at most ${mostADay} addresses a day.`,
        retryAfter: dayMs / 1_000,
      });
    // Whoever has many accounts must not flood an address from each; the answer does not tell.
    if ((await this.links.countTo('change', email, hourMs)) >= mostAnHour) return;
    await this.links.send('change', email, id);
  }

  /**
   * Moves the caller's account to the address that a link was sent to, and tells both addresses. Needs a transaction.
   * @throws DomainError `identity.link_invalid`, also for another account's link; `identity.address_taken`
   */
  async confirm(link: AddressLink): Promise<User> {
    const { userId } = currentCaller();
    if (link.userId !== userId) throw linkOver();
    await this.accounts.hold(link.email);
    await this.links.use(link);
    const { email: before, isProven } = await this.users.get(userId);
    const user = await this.addresses.claim(userId, link.email);
    if (addressKey(before) === user.emailKey) return user;
    // Whoever reads the mail of an address that was never proven has no say in this account.
    if (isProven) await this.links.send('undo', before, userId);
    else await this.links.send('left', before);
    await this.links.send('joined', user.email, userId);
    return user;
  }

  /** @throws DomainError `identity.link_invalid`, `validation_failed`, `unavailable` */
  async checkUndo({ token, password }: ResetPassword): Promise<CheckedReset> {
    const link = await this.links.open('undo', token);
    await this.policy.refuseWeak(password, link);
    return { link, passwordHash: await this.hashing.hash(password) };
  }

  /**
   * Moves an account back to the address that it had, for somebody who has not changed it: with a new password, and
   * without the sessions of whoever did. Later changes cannot be taken back after that. Needs a transaction.
   * @throws DomainError `identity.link_invalid`, `identity.address_taken`
   */
  async undo({ link, passwordHash }: CheckedReset): Promise<User> {
    const userId = link.userId ?? '';
    await this.accounts.hold(link.email);
    await this.links.use(link);
    const [user] = (await this.users.lock([userId])) as [User];
    if (user.isClosed) throw linkOver();
    await this.links.endLater(link);
    await this.sessions.endAll(userId);
    await this.devices.forgetAll(userId);
    await this.backOff.clear(link.email);
    const moved = await this.addresses.claim(userId, link.email);
    return this.users.save(Object.assign(moved, { passwordHash }));
  }
}

@Injectable()
export class ChangeInterceptor extends Preparing<CheckedAccount | null> {
  constructor(private readonly passwords: Passwords) {
    super();
  }

  protected override prepare(body: unknown): Promise<CheckedAccount | null> {
    return this.passwords.findOwn(readInput(ChangeAddress, body).password);
  }
}

@Injectable()
export class UndoInterceptor extends Preparing<CheckedReset> {
  constructor(private readonly changes: AddressChanges) {
    super();
  }

  protected override prepare(body: unknown): Promise<CheckedReset> {
    return this.changes.checkUndo(readInput(ResetPassword, body));
  }
}
